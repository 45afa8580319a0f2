import '../sources.css'
import './formats.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMay } from '../../api/may.ts'
import { useTitle } from '../../app/use-title.ts'
import { printable } from '../../design/printable.ts'
import { Empty, Failed, Loading } from '../../design/states.tsx'
import { useWords } from '../../words/use-words.ts'
import { type Format, formatsQuery, type Problem } from './formats-api.ts'

/** The formats that somebody here wrote down, what is wrong with any, and those that Tocsin reads by itself. */
export function FormatsPage() {
  const { t, format } = useWords()
  const may = useMay()
  const { data, error, refetch } = useQuery(formatsQuery)
  useTitle(t('formats.title'))
  const own = data?.decoders.filter((one) => one.own) ?? []
  const builtIn = data?.decoders.filter((one) => !one.own) ?? []
  const problems = data?.problems ?? []
  return (
    <div className="pad sources formats">
      <p>
        <Link to="/sources">{t('sources.title')}</Link>
      </p>
      <h1 className="title">{t('formats.title')}</h1>
      <p className="soft measure">{t('formats.says')}</p>
      {may('decoder.manage') && (
        <p className="acts">
          <Link className="btn primary" to="/sources/formats/$id" params={{ id: 'new' }}>
            {t('formats.add')}
          </Link>
        </p>
      )}
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && own.length === 0 && problems.length === 0 && (
        <Empty says={t('formats.none')}>{t('formats.noneFix')}</Empty>
      )}
      <ul className="format-list">
        {own.map((one) => (
          <Row key={one.id} one={one} />
        ))}
        {faulty(problems).map((problem) => (
          <Faulty key={problem.path} problem={problem} />
        ))}
      </ul>
      {builtIn.length > 0 && (
        <details>
          <summary>{t('formats.builtIn', { count: builtIn.length, n: format.count(builtIn.length) })}</summary>
          <p className="wire built-in">{builtIn.map(({ id }) => id).join('  ')}</p>
        </details>
      )}
    </div>
  )
}

function Row({ one: { id, title, logsources } }: { readonly one: Format }) {
  return (
    <li>
      <Link className="wire" to="/sources/formats/$id" params={{ id }}>
        {printable(id)}
      </Link>
      <span>{printable(title)}</span>
      <span className="soft wire">
        {logsources
          .map(({ product, category, service }) => [product, category, service].filter(Boolean).join('/'))
          .join(', ')}
      </span>
    </li>
  )
}

/** A file that is not read: its name without its end is the name that it can be mended under. */
function Faulty({ problem }: { readonly problem: Problem }) {
  const { t } = useWords()
  const { path, line, column, reason, fix } = problem
  const id = path.replace(/^.*\//, '').replace(/\.ya?ml$/, '')
  return (
    <li>
      <Link className="wire" to="/sources/formats/$id" params={{ id }}>
        {printable(id)}
      </Link>
      <span className="st stale">{t('formats.faulty')}</span>
      <span>
        {t('formats.place', { line, column })}: {printable(reason)}. <span className="soft">{printable(fix)}.</span>
      </span>
    </li>
  )
}

/** The first problem of each file. */
function faulty(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ path }, at) => problems.findIndex((one) => one.path === path) === at)
}
