import { printable } from '../design/printable.ts'
import type { useWords } from '../words/use-words.ts'
import type { Stakes } from './city-api.ts'
import { isSpared, peopleText } from './people-text.ts'

/**
 * Whom a loss hurts, in a sentence or two: the services that fall with their people; else which stand with fewer, of which
 * things nobody said what depends on them, or that nobody is harmed.
 */
export function harmText(
  { t, format }: Pick<ReturnType<typeof useWords>, 't' | 'format'>,
  { services, people, stands, carriers }: Pick<Stakes, 'services' | 'people' | 'stands' | 'carriers'>,
): string {
  if (services.length > 0) {
    const some = services.slice(0, 3).map(({ name }) => printable(name))
    return `${some.join(', ')}${services.length > some.length ? '…' : ''} · ${peopleText({ t, format }, people)}`
  }
  const some: string[] = stands.slice(0, 2).map(({ name, left, of, needed }) =>
    t('city.standsWith', {
      name: printable(name),
      left: format.count(left),
      of: format.count(of),
      needed: format.count(needed),
    }),
  )
  if (some.length > 0 && carriers.count > 0) {
    const { count, names } = carriers
    const named = `${names.slice(0, 3).map(printable).join(', ')}${count > Math.min(3, names.length) ? '…' : ''}`
    some.push(t('city.carriers', { count, n: format.count(count), names: named }))
  }
  if (some.length > 0) return some.join(' ')
  return t(isSpared(people) ? 'city.spared' : 'city.noStakes')
}
