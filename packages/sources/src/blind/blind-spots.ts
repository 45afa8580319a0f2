import type { CityHeard, RuleNeed } from '@tocsin/capability'
import type { Words } from '@tocsin/kit'
import type { Equipment } from '../catalogue/catalogue.ts'
import type { SourceHealth } from '../health/health-book.ts'

/** Something that is not seen. */
export interface BlindSpot {
  /** `asleep`: rules wait for events that nobody sends. `no-rule`: nobody judges what a source sends. */
  readonly kind: 'asleep' | 'no-rule' | 'silent' | 'waiting' | 'unread' | 'no-city' | 'zone' | 'assets'
  /** A logsource or a source. */
  readonly about: string
  /** The larger, the sooner somebody should look. */
  readonly risk: number
  readonly says: Words
  readonly fix: Words
  /** Rules that wait, at most 20 of them, the gravest first. */
  readonly rules: readonly { readonly rule: string; readonly title: string; readonly level: RuleNeed['level'] }[]
  readonly waiting: number
  /** What would wake them, by its id in the catalogue. */
  readonly wakes: readonly string[]
}

const weight: Record<RuleNeed['level'], number> = { informational: 0, low: 1, medium: 3, high: 8, critical: 20 }
const own = 'tocsin|'

/**
 * What is not seen, by risk: rules that nobody feeds, sources that nobody judges or that are silent, zones and assets of which
 * nothing is heard.
 */
export function blindSpots(given: {
  readonly health: readonly SourceHealth[]
  readonly needs: readonly RuleNeed[]
  readonly catalogue: readonly Equipment[]
  /** How much of the city is heard of; absent where nobody keeps an inventory. */
  readonly city?: CityHeard | undefined
}): readonly BlindSpot[] {
  const sent = [...new Set(given.health.flatMap(({ logsources }) => logsources))]
  const spots = [
    ...asleep(given.needs, sent, given.catalogue),
    ...given.health.flatMap((one) => ofSource(one, given.needs)),
  ]
  return [...spots, ...ofCity(given.city)].sort((a, b) => b.risk - a.risk || (a.about < b.about ? -1 : 1))
}

function asleep(
  needs: readonly RuleNeed[],
  sent: readonly string[],
  catalogue: readonly Equipment[],
): readonly BlindSpot[] {
  const groups = new Map<string, RuleNeed[]>()
  for (const need of needs) {
    if (
      need.asks.length === 0 ||
      need.asks.some((asked) => asked.startsWith(own) || sent.some((one) => gives(one, asked)))
    ) {
      continue
    }
    const asked = need.asks[0] ?? ''
    groups.set(asked, [...(groups.get(asked) ?? []), need])
  }
  return [...groups].map(([asked, waiting]): BlindSpot => {
    const sorted = [...waiting].sort((a, b) => weight[b.level] - weight[a.level] || (a.title < b.title ? -1 : 1))
    const wakes = catalogue.filter((one) => one.gives.some((given) => gives(given, asked)))
    const names = wakes.map(({ name }) => name).join(', ')
    const what = spoken(asked)
    const n = waiting.length
    return {
      kind: 'asleep',
      about: asked,
      risk: waiting.reduce((sum, { level }) => sum + weight[level], 0),
      says: {
        en: `${n} ${n === 1 ? 'rule waits' : 'rules wait'} for ${what}; nobody sends it`,
        fr: `${n} ${n === 1 ? 'règle attend' : 'règles attendent'} ${what} ; personne ne l’envoie`,
      },
      fix: {
        en: names === '' ? 'Find out what in this city records it, and let it send' : `Connect one of: ${names}`,
        fr:
          names === ''
            ? 'Cherchez ce qui l’enregistre dans la ville, et faites-le envoyer'
            : `Raccordez l’un de : ${names}`,
      },
      rules: sorted.slice(0, 20).map(({ rule, title, level }) => ({ rule, title, level })),
      waiting: n,
      wakes: wakes.map(({ id }) => id),
    }
  })
}

/** Whether what a source sends is what a rule asks for: an empty part asks for anything. */
export function gives(sent: string, asked: string): boolean {
  const [have, want] = [sent.split('|'), asked.split('|')]
  return want.every((part, at) => part === '' || part === have[at])
}

function ofSource(one: SourceHealth, needs: readonly RuleNeed[]): readonly BlindSpot[] {
  const { source, state, logsources, events, silentAfter } = one
  const said = (kind: BlindSpot['kind'], risk: number, says: Words, fix: Words): readonly BlindSpot[] => [
    { kind, about: source, risk, says, fix, rules: [], waiting: 0, wakes: [] },
  ]
  if (state === 'waiting') {
    const says = {
      en: `${source} is declared and has never sent`,
      fr: `${source} est déclarée et n’a jamais rien envoyé`,
    }
    return said('waiting', 12, says, look)
  }
  if (state === 'silent') {
    const says = {
      en: `${source} is silent, longer than ${silentAfter} minutes`,
      fr: `${source} se tait, depuis plus de ${silentAfter} minutes`,
    }
    return said('silent', 25, says, look)
  }
  if (state === 'unread') {
    const says = {
      en: `Nothing of what ${source} sends can be read`,
      fr: `Rien de ce qu’envoie ${source} n’est lisible`,
    }
    const fix = { en: 'Give it the format that it looks like', fr: 'Donnez-lui le format auquel elle ressemble' }
    return said('unread', 20, says, fix)
  }
  const judged = needs.some(({ asks }) => asks.some((asked) => logsources.some((sent) => gives(sent, asked))))
  if (judged || events === 0) return []
  const says = { en: `No rule judges what ${source} sends`, fr: `Aucune règle ne juge ce qu’envoie ${source}` }
  const fix = {
    en: 'Add rules for it, or keep it for searching only',
    fr: 'Ajoutez des règles pour elle, ou gardez-la pour la recherche',
  }
  return said('no-rule', 6, says, fix)
}

const look: Words = {
  en: 'See whether it is switched on and reaches this server',
  fr: 'Vérifiez qu’elle est en marche et qu’elle atteint ce serveur',
}

/** Zones that do not speak, and grave assets that do not. */
function ofCity(city: CityHeard | undefined): readonly BlindSpot[] {
  if (city === undefined || city.assets === 0) return [noCity]
  const spots = city.zones
    .filter(({ heard }) => heard === 0)
    .map(
      ({ id, name, assets }): BlindSpot => ({
        kind: 'zone',
        about: id,
        risk: 10 + Math.min(20, Math.floor(assets / 10)),
        says: {
          en: `Nothing is heard of the zone ${name}, ${assets} ${assets === 1 ? 'asset' : 'assets'}`,
          fr: `Rien ne parvient de la zone ${name}, ${assets} ${assets === 1 ? 'équipement' : 'équipements'}`,
        },
        fix: {
          en: 'Let its firewall, its switch or one of its machines send, or a sensor listen there',
          fr: 'Faites émettre son pare-feu, son commutateur ou l’une de ses machines, ou placez-y une sonde',
        },
        rules: [],
        waiting: 0,
        wakes: [],
      }),
    )
  return city.grave.count === 0 ? spots : [...spots, graveUnheard(city.grave)]
}

function graveUnheard({ count, names }: CityHeard['grave']): BlindSpot {
  const some = `${names.slice(0, 5).join(', ')}${count > 5 ? '…' : ''}`
  const [en, fr] =
    count === 1
      ? ['1 vital or highly critical asset', '1 équipement vital ou très critique']
      : [`${count} vital or highly critical assets`, `${count} équipements vitaux ou très critiques`]
  return {
    kind: 'assets',
    about: 'assets',
    risk: 15 + Math.min(20, count),
    says: { en: `Nothing is heard of ${en}: ${some}`, fr: `Rien ne parvient de ${fr} : ${some}` },
    fix: {
      en: 'Connect them, or let something send that sees them',
      fr: 'Raccordez-les, ou faites émettre ce qui les voit',
    },
    rules: [],
    waiting: 0,
    wakes: [],
  }
}

const noCity: BlindSpot = {
  kind: 'no-city',
  about: 'inventory',
  risk: 4,
  says: {
    en: 'Which equipment and zones have no source is not known: no list of equipment was imported yet',
    fr: 'On ne sait pas quels équipements et zones n’ont pas de source : aucune liste d’équipements n’a été importée',
  },
  fix: {
    en: 'Import a list: a name, a type and an address a line are enough',
    fr: 'Importez une liste : un nom, un type et une adresse par ligne suffisent',
  },
  rules: [],
  waiting: 0,
  wakes: [],
}

function spoken(asked: string): string {
  const [product = '', category = '', service = ''] = asked.split('|')
  return [product, category, service].filter((part) => part !== '').join(' ') || '*'
}
