import { useQuery } from '@tanstack/react-query'
import { assetKindDefaults, assetKindNames } from '@tocsin/city'
import { printable } from '../../design/printable.ts'
import { useWords } from '../../words/use-words.ts'
import { choicesQuery } from './inventory-api.ts'
import { criticalities } from './value-text.ts'

const flags: readonly string[] = ['safety', 'standalone', 'shared']
const days: readonly string[] = ['installed', 'warrantyEnds', 'supportEnds', 'retired']

/** What was written, as the model takes it; nothing where it is empty. */
export function saidValue(name: string, text: string): unknown {
  if (text === '') return undefined
  return flags.includes(name) ? text === 'yes' : text
}

interface ValueFieldProps {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly text: string
  set(text: string): void
}

/** The field for one attribute: a choice where there is one, a day, or words. */
export function ValueField({ id, name, label, text, set }: ValueFieldProps) {
  const { t, language } = useWords()
  const { data } = useQuery({ ...choicesQuery, enabled: name === 'zone' || name === 'owner' || name === 'supplier' })
  const choices: readonly (readonly [string, string])[] | undefined =
    name === 'kind'
      ? assetKindNames.map((one) => [one, assetKindDefaults(one).words[language]] as const)
      : name === 'zone'
        ? (data?.zones ?? []).map((one) => [one.id, printable(one.name)] as const)
        : name === 'owner' || name === 'supplier'
          ? (data?.organisations ?? []).map((one) => [one.id, printable(one.name)] as const)
          : name === 'criticality'
            ? criticalities.map((one) => [one, t(`inventory.criticality.${one}`)] as const)
            : flags.includes(name)
              ? [
                  ['yes', t('city.yes')],
                  ['no', t('city.no')],
                ]
              : undefined
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {choices === undefined ? (
        <input
          id={id}
          type={days.includes(name) ? 'date' : 'text'}
          maxLength={2000}
          value={text}
          onChange={({ target }) => set(target.value)}
        />
      ) : (
        <select id={id} value={text} onChange={({ target }) => set(target.value)}>
          <option value="">{t('inventory.pickOne')}</option>
          {choices.map(([value, says]) => (
            <option key={value} value={value}>
              {says}
            </option>
          ))}
        </select>
      )}
    </div>
  )
}
