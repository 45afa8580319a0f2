import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { WorkHand } from '../actions/action.ts'
import type { IncidentDetail } from '../api/contract.ts'
import { incidentQuery } from '../api/queries.ts'
import { AssetsNamed, HarmText, useAtStake } from '../city/at-stake.tsx'
import { KeyCaps } from '../design/key-caps.tsx'
import { Moment } from '../design/moment.tsx'
import { ObservableLink } from '../design/observable-link.tsx'
import { printable } from '../design/printable.ts'
import { Proof } from '../design/proof.tsx'
import { RealmMark } from '../design/realm-mark.tsx'
import { SeverityMark } from '../design/severity-mark.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { Techniques } from '../design/techniques.tsx'
import { Told } from '../design/told.tsx'
import { WorkActs } from '../desk/work-acts.tsx'
import { useWords } from '../words/use-words.ts'
import { strongestProof } from './strongest.ts'

/** The chosen incident beside the list. The order of its blocks never changes. */
export function Peek({ id, hand }: { readonly id: string | undefined; readonly hand: WorkHand | undefined }) {
  const { t } = useWords()
  const { data, error, refetch } = useInfiniteQuery({ ...incidentQuery(id ?? ''), enabled: id !== undefined })
  const newest = data?.pages[0]
  return (
    <aside className="peek" aria-label={id === undefined ? t('peek.choose') : t('peek.label', { id })}>
      {id === undefined && <Empty says={t('peek.choose')} />}
      {id !== undefined && error !== null && <Failed error={error} retry={() => void refetch()} />}
      {id !== undefined && error === null && newest === undefined && <Loading />}
      {newest !== undefined && <Peeked detail={newest} hand={hand} />}
    </aside>
  )
}

interface PeekedProps {
  readonly detail: IncidentDetail
  readonly hand: WorkHand | undefined
}

function Peeked({ detail: { incident, findings }, hand }: PeekedProps) {
  const { t, say } = useWords()
  const about = incident.about === undefined ? [] : [incident.about]
  const proof = strongestProof(findings)
  const stake = useAtStake(incident, findings)
  return (
    <>
      <div className="peek-top">
        <SeverityMark severity={incident.severity} />
        <RealmMark realm={incident.realm} />
        <span className="id">{incident.id}</span>
        <span className="faint">
          <Moment time={incident.opened} />
        </span>
      </div>
      <h2 className="told">
        <Told words={incident.story} names={about} />
      </h2>
      <section>
        <h3>{t('peek.harm')}</h3>
        {stake === undefined ? (
          <p className="soft">{t('peek.harmUnknown')}</p>
        ) : (
          <>
            <p>
              <HarmText stake={stake} />
            </p>
            <AssetsNamed stake={stake} />
          </>
        )}
      </section>
      <section>
        <h3>{t('peek.about')}</h3>
        {incident.about === undefined ? (
          <p className="soft">{t('peek.aboutNothing')}</p>
        ) : (
          <ObservableLink observable={incident.about} />
        )}
      </section>
      <section>
        <h3>{t('peek.proof')}</h3>
        {proof === undefined ? (
          <p className="soft">{t('peek.noProof')}</p>
        ) : (
          <>
            <p className="reason">
              <Told words={proof.finding.reason} names={about} />
            </p>
            <Proof matched={proof.evidence.matched.slice(0, 6)} />
          </>
        )}
      </section>
      {proof?.finding.advice !== undefined && (
        <section>
          <h3>{t('peek.next')}</h3>
          <p>{printable(say(proof.finding.advice))}</p>
        </section>
      )}
      <section>
        <h3>{t('peek.techniques')}</h3>
        {incident.techniques.length === 0 ? (
          <p className="soft">{t('peek.noTechniques')}</p>
        ) : (
          <Techniques techniques={incident.techniques.slice(0, 6)} />
        )}
      </section>
      <div className="acts">
        <WorkActs hand={hand} />
        <Link
          className={hand?.take === undefined ? 'btn primary' : 'btn'}
          to="/incidents/$id"
          params={{ id: incident.id }}
        >
          {t('peek.open')} <KeyCaps of="list.open" />
        </Link>
      </div>
    </>
  )
}
