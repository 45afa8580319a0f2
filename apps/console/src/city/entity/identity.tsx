import { type SayableAttribute, sayableAttributes } from '@tocsin/city'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import { useMay } from '../../api/may.ts'
import { printable } from '../../design/printable.ts'
import { ScrollX } from '../../design/scroll-x.tsx'
import { Failed } from '../../design/states.tsx'
import { useWords } from '../../words/use-words.ts'
import { type AssetDetail, type Said, useCityChange } from '../city-api.ts'
import { useSaidText } from '../inventory/said-text.ts'
import { saidValue, ValueField } from '../inventory/value-field.tsx'

interface IdentityProps {
  readonly asset: string
  readonly attributes: AssetDetail['attributes']
}

/** Every value with who says it, how surely and since when; who says otherwise stands below it. A person's word is said and ended here. */
export function Identity({ asset, attributes }: IdentityProps) {
  const { t } = useWords()
  const may = useMay()
  const manages = may('city.manage')
  const [saying, setSaying] = useState<string>()
  return (
    <section>
      <h2 className="sec">
        {t('city.known')} <span>{t('city.knownSays')}</span>
      </h2>
      <ScrollX label={t('city.known')}>
        <table className="identity">
          <thead>
            <tr>
              <th scope="col">{t('entity.what')}</th>
              <th scope="col">{t('entity.value')}</th>
              <th scope="col">{t('entity.source')}</th>
              <th scope="col">{t('entity.asOf')}</th>
              <th scope="col">
                <span className="sr">{t('entity.say')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {attributes.map(({ name, shown, against }) => (
              <Attribute
                key={name}
                asset={asset}
                name={name}
                shown={shown}
                against={against}
                say={manages && sayableAttributes.some((one) => one === name) ? () => setSaying(name) : undefined}
              />
            ))}
          </tbody>
        </table>
      </ScrollX>
      {manages &&
        (saying === undefined ? (
          <p className="acts">
            <button type="button" className="small" onClick={() => setSaying('')}>
              {t('entity.sayMore')}
            </button>
          </p>
        ) : (
          <SayForm
            key={saying}
            asset={asset}
            first={sayableAttributes.find((one) => one === saying)}
            end={() => setSaying(undefined)}
          />
        ))}
    </section>
  )
}

interface AttributeProps {
  readonly asset: string
  readonly name: string
  readonly shown: readonly Said[]
  readonly against: readonly Said[]
  readonly say: (() => void) | undefined
}

function Attribute({ asset, name, shown, against, say }: AttributeProps) {
  const { t } = useWords()
  const all = [...shown.map((said) => ({ said, odd: false })), ...against.map((said) => ({ said, odd: true }))]
  return (
    <>
      {all.map(({ said, odd }, at) => (
        <tr key={`${odd} ${said.source} ${JSON.stringify(said.value)}`} className={odd ? 'otherwise' : undefined}>
          <td className="faint nowrap">{at === 0 ? wordOf(t, name) : ''}</td>
          <SaidCells asset={asset} name={name} said={said} odd={odd} />
          <td>
            {say !== undefined && at === 0 && (
              <button
                type="button"
                className="small quiet"
                aria-label={t('entity.sayOf', { what: wordOf(t, name) })}
                onClick={say}
              >
                {t('entity.say')}
              </button>
            )}
          </td>
        </tr>
      ))}
    </>
  )
}

function SaidCells({
  asset,
  name,
  said,
  odd,
}: {
  readonly asset: string
  readonly name: string
  readonly said: Said
  readonly odd: boolean
}) {
  const { t, format } = useWords()
  const may = useMay()
  const text = useSaidText()
  const end = useCityChange(() =>
    post('/city/records', { section: 'assets', id: asset, values: { [name]: null }, of: said.source }),
  )
  return (
    <>
      <td>
        {text(name, said.value)}
        {odd && <span className="meta">{t('city.against')}</span>}
      </td>
      <td>
        {t(`entity.by.${said.confidence}`)} <span className="soft">{printable(said.source)}</span>
        {said.confidence === 'declared' && said.source.startsWith('operator:') && may('city.manage') && (
          <button
            type="button"
            className="small quiet"
            aria-busy={end.isPending}
            aria-label={t('entity.endIt', { what: wordOf(t, name), source: printable(said.source) })}
            onClick={() => end.mutate(undefined)}
          >
            {t('entity.end')}
          </button>
        )}
        {end.error !== null && <Failed error={end.error} />}
      </td>
      <td className="faint nowrap">
        {format.day(said.time)}
        {said.until !== undefined && <span className="meta">{t('entity.until', { day: format.day(said.until) })}</span>}
      </td>
    </>
  )
}

interface SayFormProps {
  readonly asset: string
  readonly first: SayableAttribute | undefined
  end(): void
}

/** One's own word about one attribute: it goes before all others until it ends. */
function SayForm({ asset, first, end }: SayFormProps) {
  const { t } = useWords()
  const [name, setName] = useState<SayableAttribute>(first ?? 'criticality')
  const [text, setText] = useState('')
  const [until, setUntil] = useState('')
  const keep = useCityChange(() =>
    post('/city/records', {
      section: 'assets',
      id: asset,
      values: { [name]: saidValue(name, text) },
      ...(until === '' ? {} : { until: new Date(`${until}T23:59:59`).getTime() }),
    }),
  )
  return (
    <form
      className="asked say-form"
      aria-label={t('entity.sayMore')}
      onSubmit={(event) => {
        event.preventDefault()
        keep.mutate(undefined, { onSuccess: end })
      }}
    >
      <div className="field">
        <label htmlFor="say-name">{t('inventory.attribute')}</label>
        <select
          id="say-name"
          value={name}
          onChange={({ target }) => {
            setName(sayableAttributes.find((one) => one === target.value) ?? 'criticality')
            setText('')
          }}
        >
          {sayableAttributes.map((one) => (
            <option key={one} value={one}>
              {t(`city.attribute.${one}`)}
            </option>
          ))}
        </select>
      </div>
      <ValueField id="say-value" name={name} label={t('inventory.value')} text={text} set={setText} />
      <div className="field">
        <label htmlFor="say-until">{t('inventory.until')}</label>
        <input id="say-until" type="date" value={until} onChange={({ target }) => setUntil(target.value)} />
      </div>
      <button type="submit" className="primary" disabled={text === ''} aria-busy={keep.isPending}>
        {t('entity.sayIt')}
      </button>
      <button type="button" onClick={end}>
        {t('inventory.cancel')}
      </button>
      {keep.error !== null && <Failed error={keep.error} />}
    </form>
  )
}

const worded = [
  ...['name', 'kind', 'zone', 'owner', 'place', 'identifiers', 'vendor', 'model', 'hardware', 'firmware'],
  ...['address', 'supplier', 'criticality', 'safety', 'failSafe', 'standalone', 'shared', 'installed', 'warrantyEnds'],
  ...['supportEnds', 'retired', 'note'],
] as const

function wordOf(t: ReturnType<typeof useWords>['t'], name: string): string {
  return worded.some((one) => one === name) ? t(`city.attribute.${name as 'name'}`) : name
}
