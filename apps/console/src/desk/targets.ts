import type { IncidentWork } from '../api/contract.ts'
import { useWords } from '../words/use-words.ts'

/** `INC-7`, or `12 incidents`. */
export function useTargets(works: readonly Pick<IncidentWork, 'incident'>[]): string {
  const { t, format } = useWords()
  const [only, ...others] = works
  if (only !== undefined && others.length === 0) return only.incident
  return t('work.incidents', { count: works.length, n: format.count(works.length) })
}
