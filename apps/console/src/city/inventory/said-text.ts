import { useQuery } from '@tanstack/react-query'
import { useMay } from '../../api/may.ts'
import { printable } from '../../design/printable.ts'
import { useWords } from '../../words/use-words.ts'
import { choicesQuery } from './inventory-api.ts'
import { valueText } from './value-text.ts'

/** What somebody said of an attribute, in words: names for ids where they are known, `—` for nothing. */
export function useSaidText(): (name: string, value: unknown) => string {
  const words = useWords()
  const may = useMay()
  const { data } = useQuery({ ...choicesQuery, enabled: may('city.manage') })
  const { t } = words
  return (name, value) => {
    if (value === null || value === undefined) return t('inventory.nothing')
    if (typeof value === 'boolean') return t(value ? 'city.yes' : 'city.no')
    if (typeof value === 'string') {
      if (name === 'kind' || name === 'criticality') return valueText(words, name, value, null)
      const table = name === 'zone' ? data?.zones : name === 'owner' || name === 'supplier' ? data?.organisations : []
      return printable(table?.find(({ id }) => id === value)?.name ?? value)
    }
    if (typeof value !== 'object') return String(value)
    if ('scheme' in value && 'value' in value) return printable(`${String(value.scheme)} ${String(value.value)}`)
    if ('at' in value && Array.isArray(value.at)) return value.at.map(Number).reverse().join(', ')
    return printable(JSON.stringify(value).slice(0, 200))
  }
}
