import { printable } from '../../design/printable.ts'
import { useWords } from '../../words/use-words.ts'
import type { AssetDetail } from '../city-api.ts'

const shownOf = [
  'vendor',
  'model',
  'hardware',
  'firmware',
  'installed',
  'warrantyEnds',
  'supportEnds',
  'retired',
] as const

/** What it is made of and how long it lasts; a day that has passed says so. */
export function Life({ attributes }: { readonly attributes: AssetDetail['attributes'] }) {
  const { t, format } = useWords()
  const today = new Date().toISOString().slice(0, 10)
  const facts = shownOf.flatMap((name) => {
    const value = attributes.find((one) => one.name === name)?.shown[0]?.value
    return typeof value === 'string' ? [{ name, value }] : []
  })
  return (
    <section>
      <h2 className="sec">{t('entity.life')}</h2>
      {facts.length === 0 && <p className="soft">{t('entity.noLife')}</p>}
      <dl className="kv life">
        {facts.map(({ name, value }) => {
          const isDay = /^\d{4}-\d\d-\d\d$/.test(value)
          const past = isDay && value < today && name !== 'installed'
          return (
            <div key={name}>
              <dt>{t(`city.attribute.${name}`)}</dt>
              <dd>
                {isDay ? format.day(Date.parse(value)) : printable(value)}
                {past && <b className="missed"> {t('entity.past')}</b>}
              </dd>
            </div>
          )
        })}
      </dl>
    </section>
  )
}
