import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMay } from '../api/may.ts'
import { printable } from '../design/printable.ts'
import { Techniques } from '../design/techniques.tsx'
import { useWords } from '../words/use-words.ts'
import { type Converted, historyQuery, type Logsource, type RuleDetail, type RuleHead } from './rule-api.ts'
import { RuleVerdicts } from './rule-verdicts.tsx'

interface RuleSideProps {
  readonly id: string
  readonly head: RuleHead
  readonly detail: RuleDetail
  readonly days: number
}

/** Beside the rule: what people made of it, what feeds it, its techniques, what changed it, who wrote it. */
export function RuleSide({ id, head, detail: { rule, fedBy }, days }: RuleSideProps) {
  const { t } = useWords()
  const { data } = useQuery(historyQuery(id, days))
  return (
    <aside className="side" aria-label={t('rulePage.said')}>
      {data !== undefined && <RuleVerdicts verdicts={data.verdicts} days={days} />}
      <Feeding head={head} asks={rule.asks ?? []} fedBy={fedBy} />
      <section>
        <h2 className="sec">{t('rulePage.techniques')}</h2>
        {head.attack.length === 0 ? (
          <p className="soft">{t('rulePage.techniquesNone')}</p>
        ) : (
          <Techniques techniques={head.attack} />
        )}
      </section>
      {head.kind === 'rule' && <Changed converted={head.converted} />}
      <About head={head} file={rule.file} />
    </aside>
  )
}

interface FeedingProps {
  readonly head: RuleHead
  readonly asks: readonly string[]
  readonly fedBy: RuleDetail['fedBy']
}

function Feeding({ head, asks, fedBy }: FeedingProps) {
  const { t } = useWords()
  const may = useMay()
  const kinds = head.logsource === undefined ? asks.map(fromText) : [head.logsource]
  return (
    <section>
      <h2 className="sec">{t('rulePage.fed')}</h2>
      <ul className="wire">
        {kinds.slice(0, 10).map((kind) => (
          <li key={JSON.stringify(kind)}>{textOf(kind) ?? t('rulePage.anySource')}</li>
        ))}
      </ul>
      <h3>{t('rulePage.fedBy')}</h3>
      {fedBy.length === 0 && <p className="soft">{t('rulePage.fedNone')}</p>}
      <ul className="fed">
        {fedBy.slice(0, 20).map(({ source, state }) => (
          <li key={source}>
            {may('event.search') ? (
              <Link to="/search" search={{ q: `source:${source}` }}>
                {printable(source)}
              </Link>
            ) : (
              printable(source)
            )}
            <span className={state === 'silent' ? 'st stale' : 'faint'}>
              {state in states ? t(`rulePage.states.${state as keyof typeof states}`) : state}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

const states = { well: 1, silent: 1, waiting: 1, unread: 1, low: 1, high: 1 }

function Changed({ converted }: { readonly converted: readonly Converted[] }) {
  const { t, format } = useWords()
  return (
    <section>
      <h2 className="sec">{t('rulePage.changed')}</h2>
      {converted.length === 0 && <p className="soft">{t('rulePage.unchanged')}</p>}
      {converted.map(({ pipeline, path, before, after, logsource, more, asks }) => (
        <div key={path} className="converted">
          <p>
            {t('rulePage.changedBy', { pipeline: printable(pipeline) })}{' '}
            <span className="wire faint">{printable(path)}</span>
          </p>
          {before.length + after.length > 0 && (
            <p className="wire">
              <del>{before.map(printable).join(', ')}</del> → <ins>{after.map(printable).join(', ')}</ins>
            </p>
          )}
          {logsource !== undefined && (
            <p className="wire">
              <del>{textOf(fromText(logsource.before))}</del> → <ins>{textOf(fromText(logsource.after))}</ins>
            </p>
          )}
          {more > 0 && <p className="soft">{t('rulePage.changedMore', { n: format.count(more) })}</p>}
          {asks && <p className="soft">{t('rulePage.changedAsks')}</p>}
        </div>
      ))}
    </section>
  )
}

function About({ head, file }: { readonly head: RuleHead; readonly file: string }) {
  const { t } = useWords()
  const { author, date, modified, references, filters = [] } = head
  const facts = [
    [t('rulePage.author'), author],
    [t('rulePage.date'), date],
    [t('rulePage.modified'), modified],
    [t('rulePage.filters'), filters.length === 0 ? undefined : filters.join(', ')],
  ] as const
  return (
    <section>
      <h2 className="sec">{t('rulePage.said')}</h2>
      <dl className="plain">
        <div>
          <dt>{t('rulePage.file')}</dt>
          <dd className="wire">{printable(file)}</dd>
        </div>
        {facts.map(([name, value]) =>
          value === undefined ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{printable(value)}</dd>
            </div>
          ),
        )}
        {references.length > 0 && (
          <div>
            <dt>{t('rulePage.references')}</dt>
            <dd>
              <ul className="wire">
                {references.slice(0, 10).map((one) => (
                  <li key={one}>{printable(one)}</li>
                ))}
              </ul>
            </dd>
          </div>
        )}
      </dl>
    </section>
  )
}

function textOf({ product, category, service }: Logsource): string | undefined {
  const parts = [product, category, service].filter((part) => part !== undefined && part !== '')
  return parts.length === 0 ? undefined : parts.map((part) => printable(part ?? '')).join(' · ')
}

/** `product|category|service`. */
function fromText(asked: string): Logsource {
  const [product = '', category = '', service = ''] = asked.split('|')
  return { product, category, service }
}
