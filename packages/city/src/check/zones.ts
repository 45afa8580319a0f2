import type { City } from '../city.ts'
import { members, shown } from '../model/statement.ts'
import type { Problem } from './problem.ts'

/** Zones below the level that is asked of them, and conduits that cannot be meant so. */
export function* zoneProblems(city: City): Generator<Problem> {
  for (const { id, said } of city.zones.values()) {
    const target = shown(said.targetLevel, city.time)?.value
    const achieved = shown(said.achievedLevel, city.time)?.value
    if (target === undefined || achieved === undefined || achieved >= target) continue
    yield {
      code: 'level-not-reached',
      severity: 'warning',
      where: [`/zones/${id}/achievedLevel`],
      says: { en: `${id} reaches SL ${achieved} of SL ${target}`, fr: `${id} atteint SL ${achieved} sur SL ${target}` },
      fix: { en: 'Raise the measures of the zone, or accept the risk', fr: 'Renforcez la zone, ou acceptez le risque' },
    }
  }
  for (const { id, said } of city.conduits.values()) {
    const from = shown(said.from, city.time)?.value
    if (from !== undefined && from === shown(said.to, city.time)?.value) {
      yield {
        code: 'conduit-within-zone',
        severity: 'warning',
        where: [`/conduits/${id}`],
        says: { en: `${id} begins and ends in ${from}`, fr: `${id} commence et finit dans ${from}` },
        fix: {
          en: 'A conduit joins two zones: correct one end',
          fr: 'Un conduit relie deux zones : corrigez une extrémité',
        },
      }
    }
    for (const { value } of members(said.ports, city.time)) {
      if (value.from <= value.to) continue
      yield {
        code: 'ports-reversed',
        severity: 'error',
        where: [`/conduits/${id}/ports`],
        says: {
          en: `${id} has ports from ${value.from} to ${value.to}`,
          fr: `${id} a des ports de ${value.from} à ${value.to}`,
        },
        fix: { en: 'Give the smaller port first', fr: "Donnez d'abord le plus petit port" },
      }
    }
  }
}
