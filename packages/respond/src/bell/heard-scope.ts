import type { Host, Sees } from '@tocsin/capability'
import { handSource } from '@tocsin/kit'
import { everything } from '@tocsin/store'
import type { Target } from './target.ts'

/**
 * What a target may hear of, as somebody of its departments sees it: the sources that these own now, and what their people
 * tell by hand. Nothing where nobody can say who owns which source.
 */
export async function heardBy(host: Pick<Host, 'ask'>, { rule: { departments } }: Target): Promise<Sees> {
  if (departments === 'all') return { scope: everything }
  const answer = await host.ask('sourceSettings')
  const owned = answer.kind === 'answer' ? answer.value : []
  const sources = owned
    .filter(({ department }) => department !== null && departments.includes(department))
    .map(({ source }) => source)
  return {
    scope: { kind: 'sources', sources: [...sources, ...departments.map((department) => handSource(department))] },
    circle: { role: 'viewer', departments },
  }
}
