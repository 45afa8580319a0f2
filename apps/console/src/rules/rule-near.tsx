import { printable } from '../design/printable.ts'
import { ScrollX } from '../design/scroll-x.tsx'
import { useWords } from '../words/use-words.ts'
import type { Near } from './rule-api.ts'

/** How near a correlation is to its condition: the nearest groups, what each has, what is missing, and until when. */
export function RuleNear({ near }: { readonly near: Near }) {
  const { t, format } = useWords()
  const { groups, nearest, at, over, heard, realm } = near
  const titles = new Map(heard.map(({ rule, title }) => [rule, title]))
  const title = t(realm === 'real' ? 'ruleNear.title' : 'ruleNear.titleOther', { realm })
  return (
    <div className="waited">
      <h3>{title}</h3>
      <p className="told">
        {heard
          .map((one) => t('ruleNear.heard', { title: printable(one.title), n: format.count(one.spoke) }))
          .join(', ')}
        .{' '}
        {groups === 0
          ? t('ruleNear.none')
          : t('ruleNear.groups', { count: groups, n: format.count(groups), at: format.at(at, Date.now()) })}
      </p>
      {over > 0 && <p className="soft">{t('ruleNear.over', { n: format.count(over) })}</p>}
      {nearest.length > 0 && (
        <ScrollX label={title}>
          <table aria-label={title}>
            <thead>
              <tr>
                <th scope="col">{t('ruleNear.group')}</th>
                <th scope="col" className="num">
                  {t('ruleNear.has')}
                </th>
                <th scope="col">{t('ruleNear.missing')}</th>
                <th scope="col">{t('ruleNear.ends')}</th>
              </tr>
            </thead>
            <tbody>
              {nearest.map((one) => (
                <tr key={JSON.stringify(one.group)}>
                  <td className="wire">
                    {one.group.length === 0
                      ? t('ruleNear.whole')
                      : one.group.map(([field, value]) => printable(`${field} ${String(value)}`)).join(', ')}
                  </td>
                  <td className="num">{format.count(one.value ?? one.events)}</td>
                  <td>
                    {one.holds ? t('ruleNear.holds') : one.missing === undefined ? '–' : format.count(one.missing)}
                    {(one.unheard?.length ?? 0) > 0 && (
                      <span className="faint">
                        {' '}
                        {one.unheard?.map((rule) => printable(titles.get(rule) ?? rule)).join(', ')}
                      </span>
                    )}
                  </td>
                  <td>{format.at(one.ends, Date.now())}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
    </div>
  )
}
