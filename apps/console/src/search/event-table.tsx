import { type Realm, realms } from '@tocsin/event'
import type { QueryRow } from '../api/contract.ts'
import { MomentColumn } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { RealmMark } from '../design/realm-mark.tsx'
import { useWords } from '../words/use-words.ts'
import { fieldsOf, headline } from './event-row.ts'

/** Events, one a row; a row opens to all of its fields. */
export function EventTable({ rows }: { readonly rows: readonly QueryRow[] }) {
  const { t } = useWords()
  return (
    <table className="events">
      <thead>
        <tr>
          <th scope="col">{t('search.received')}</th>
          <th scope="col">{t('search.source')}</th>
          <th scope="col">{t('search.what')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={String(row['id'])}>
            <td className="nowrap">
              <MomentColumn time={Number(row['received'])} />
            </td>
            <td>
              <span className="wire">{printable(String(row['source'] ?? ''))}</span> <RealmMark realm={realmOf(row)} />
            </td>
            <td>
              <EventCell row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function EventCell({ row }: { readonly row: QueryRow }) {
  const { t, format } = useWords()
  const time = Number(row['time'])
  return (
    <details>
      <summary>
        {headline(row).map(([name, value]) => (
          <span key={name} className="pair">
            <i>{name}</i> <span className="wire">{printable(value.slice(0, 160))}</span>
          </span>
        ))}
      </summary>
      <dl className="proof">
        <div>
          <dt>{t('search.stated')}</dt>
          <dd>{format.full(time)}</dd>
        </div>
        {fieldsOf(row).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{printable(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

function realmOf(row: QueryRow): Realm {
  return realms.find((realm) => realm === row['realm']) ?? 'real'
}
