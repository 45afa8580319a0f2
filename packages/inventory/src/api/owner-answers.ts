import type { Sees, ServiceAsked, ServiceTold } from '@tocsin/capability'
import { type Answer, answerOf, type City, questions, type Records, shown } from '@tocsin/city'
import type { ServiceId } from '@tocsin/kit'
import type { CityKeeper } from '../keeper/city-keeper.ts'
import { answerInput } from './shapes.ts'
import { sightOf } from './visible.ts'

/** What is open about a service that somebody sees. */
export function askedOf(city: City, service: string, sees: Sees): ServiceAsked | undefined {
  const record = city.services.get(service as ServiceId)
  if (record === undefined || !sightOf(city, sees).service(record)) return undefined
  const open = questions(city).filter((one) => one.service === service)
  if (open.length === 0) return undefined
  return {
    name: shown(record.said.name, city.time)?.value ?? service,
    questions: open.map(({ about, words }) => ({ about, words })),
  }
}

export function isServiceSeen(city: City, service: string, sees: Sees): boolean {
  const record = city.services.get(service as ServiceId)
  return record !== undefined && sightOf(city, sees).service(record)
}

/** Takes an owner's answers as one version of the city; what is no answer is passed over. */
export async function takeAnswers(keeper: CityKeeper, { service, answers, who, at }: ServiceTold): Promise<void> {
  const id = service as ServiceId
  if (!keeper.city().services.has(id)) return
  const by = { source: `owner by link: ${who}`.slice(0, 200), time: at, confidence: 'declared' } as const
  const read = answers.flatMap((answer) => {
    const one = answerInput.safeParse({ service, answer })
    return one.success ? [answerOf(id, one.data.answer as Answer, by)] : []
  })
  const said = Object.assign({}, ...read.flatMap(({ services = [] }) => services.map((one) => one.said)))
  const records: Records = { services: [{ id, said }] }
  if (Object.keys(said).length > 0) await keeper.apply(records, { who: 'tocsin:owner', kind: 'answer', about: service })
}
