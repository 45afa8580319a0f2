import { askedWords } from '../design/asked-words.ts'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'
import { TrialProgress } from './progress.tsx'
import { type TrialReport, useTrial, type Waited } from './rule-api.ts'
import { RuleNear } from './rule-near.tsx'

const day = 86_400_000

/** How often each part of the rule held on the last day: why a silent rule is silent. */
export function RuleWaits({ id }: { readonly id: string }) {
  const { t } = useWords()
  const trial = useTrial()
  const report = trial.trial?.state === 'done' ? trial.trial.report : undefined
  const start = () => trial.start({ rule: id, from: Date.now() - day, until: Date.now(), waits: true })
  return (
    <section>
      <h2 className="sec">
        {t('ruleWaits.title')} <span>{t('ruleWaits.says')}</span>
        <span className="end">
          <button type="button" className="small" aria-busy={trial.busy} disabled={trial.busy} onClick={start}>
            {t(report === undefined ? 'ruleWaits.start' : 'ruleWaits.again')}
          </button>
        </span>
      </h2>
      {report === undefined && !trial.busy && <p className="soft">{t('ruleWaits.explains')}</p>}
      <TrialProgress trial={trial} />
      {report !== undefined && <Waits report={report} />}
    </section>
  )
}

function Waits({ report }: { readonly report: TrialReport }) {
  const { t, format } = useWords()
  const { waited = [], near = [], reaches, cut, notes } = report
  return (
    <>
      {cut !== undefined && <p className="soft">{t(cut === 'time' ? 'ruleWaits.cutTime' : 'ruleWaits.cutEvents')}</p>}
      {reaches === undefined && <p className="soft">{t('ruleTrial.nothing')}</p>}
      {reaches !== undefined && reaches > Date.now() - day && (
        <p className="soft">{t('ruleWaits.reaches', { at: format.at(reaches, Date.now()) })}</p>
      )}
      {notes.slice(0, 5).map((note) => (
        <p key={note} className="soft">
          {printable(note)}
        </p>
      ))}
      {near.map((one) => (
        <RuleNear key={`${one.rule} ${one.realm}`} near={one} />
      ))}
      {waited.map((one) => (
        <WaitedFor key={one.rule} waited={one} among={waited.length} />
      ))}
    </>
  )
}

function WaitedFor({ waited, among }: { readonly waited: Waited; readonly among: number }) {
  const { t, format } = useWords()
  const { title, events, held, searches, conditions } = waited
  const own = searches.filter(({ kind }) => kind === 'search')
  const nameOf = (name: string) => (name === '' ? t('ruleWaits.main') : printable(name))
  const parts = own
    .slice(0, 6)
    .map(({ name, held: times }) =>
      times === 0
        ? t('ruleWaits.never', { name: nameOf(name) })
        : t('ruleWaits.held', { count: times, n: format.count(times), name: nameOf(name) }),
    )
  return (
    <div className="waited">
      {among > 1 && <h3>{printable(title)}</h3>}
      {events === 0 ? (
        <p className="told">{t('ruleWaits.none')}</p>
      ) : (
        <p className="told">
          {t('ruleWaits.of', { count: events, n: format.count(events) })} {parts.join(', ')}.{' '}
          {held === 0 ? t('ruleWaits.wholeNever') : t('ruleWaits.whole', { count: held, n: format.count(held) })}
        </p>
      )}
      {conditions.map((condition) => (
        <p key={condition} className="faint">
          {t('ruleWaits.condition')} <code className="wire">{printable(condition)}</code>
        </p>
      ))}
      {events > 0 && (
        <ul className="parts">
          {searches.map((search) => (
            <Part key={`${search.kind} ${search.name}`} search={search} name={nameOf(search.name)} events={events} />
          ))}
        </ul>
      )}
    </div>
  )
}

interface PartProps {
  readonly search: Waited['searches'][number]
  readonly name: string
  readonly events: number
}

function Part({ search: { kind, held, asks, more }, name, events }: PartProps) {
  const { t, format } = useWords()
  return (
    <li>
      <details>
        <summary>
          <span className="name">
            <b className="wire">{name}</b>
            {kind === 'filter' && <span className="faint"> {t('ruleWaits.filter')}</span>}
          </span>
          <span className="track" aria-hidden="true">
            <i style={{ width: `${(held / events) * 100}%` }} />
          </span>
          <span className={held === 0 ? 'num none' : 'num'}>{format.count(held)}</span>
        </summary>
        <table aria-label={t('ruleWaits.parts', { name })}>
          <thead>
            <tr>
              <th scope="col">{t('ruleWaits.field')}</th>
              <th scope="col">{t('ruleWaits.asked')}</th>
              <th scope="col" className="num">
                {t('ruleWaits.heldTimes')}
              </th>
            </tr>
          </thead>
          <tbody>
            {numbered(asks).map(([key, ask]) => (
              <tr key={key}>
                <td className="wire">{ask.field === '' ? t('ruleWaits.anyField') : printable(ask.field)}</td>
                <td className="wire">{printable(askedWords(t, ask.asked))}</td>
                <td className="num">{format.count(ask.held)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {more > 0 && <p className="faint">{t('ruleWaits.more', { n: format.count(more) })}</p>}
      </details>
    </li>
  )
}

/** Two questions of one part may be the same. */
function numbered<Ask extends { readonly field: string }>(asks: readonly Ask[]): readonly (readonly [string, Ask])[] {
  return asks.map((ask, index) => [`${index}:${ask.field}`, ask])
}
