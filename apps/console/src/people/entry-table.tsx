import type { TFunction } from 'i18next'
import type { ReactNode } from 'react'
import { MomentColumn } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { roles } from '../house/house-api.ts'
import { useWords } from '../words/use-words.ts'
import { wordOf } from './acts.ts'
import type { AuditEntry } from './people-api.ts'

/** Entries of the audit, one a row, in plain words. */
export function EntryTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const { t, format } = useWords()
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('privacy.when')}</th>
          <th scope="col">{t('privacy.who')}</th>
          <th scope="col">{t('privacy.did')}</th>
          <th scope="col">{t('privacy.about')}</th>
          <th scope="col" className="num">
            {t('privacy.rows')}
          </th>
          <th scope="col">{t('privacy.reason')}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ n, at, who, role, act, about, outcome, rows, reason, incident, times }) => (
          <tr key={n}>
            <td>
              <MomentColumn time={at} />
            </td>
            <td>
              {whoWord(who, t)} {role !== 'nobody' && <small className="faint">{roleWord(role, t)}</small>}
            </td>
            <td title={printable(act)}>
              {t(`auditAct.${wordOf(act)}`)}
              {isVague(act) && <small className="faint wire"> {printable(act)}</small>}
              {outcome !== 'done' && (
                <>
                  {', '}
                  <b>{t(`outcome.${outcome}`)}</b>
                </>
              )}
              {times !== undefined && ` ×${format.count(times)}`}
            </td>
            <td className="wire">
              {printable(about)} {incident !== undefined && incident !== about && <small>{printable(incident)}</small>}
            </td>
            <td className="num">{rows === undefined ? '' : format.count(rows)}</td>
            <td>{reason === undefined ? '' : printable(reason)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What this console has no word for is shown as the audit names it too. */
function isVague(act: string): boolean {
  const word = wordOf(act)
  return word === 'other' || word === 'read'
}

/** Whoever had no name that is known is not called by a word that could be one. */
function whoWord(who: string, t: TFunction): ReactNode {
  if (who === 'nobody') return <i className="soft">{t('privacy.nobody')}</i>
  if (who === 'unknown name') return <i className="soft">{t('privacy.unknownName')}</i>
  return printable(who.replace(/^token:/, `${t('privacy.token')} `))
}

function roleWord(role: string, t: TFunction): string {
  const known = ([...roles, 'machine'] as const).find((one) => one === role)
  return known === undefined ? printable(role) : t(`role.${known}`)
}
