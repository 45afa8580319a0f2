import {
  type Asset,
  type AssetKind,
  type By,
  type Dependency,
  type Identifier,
  type OrganisationId,
  type Place,
  type Records,
  record,
  type SectionName,
  type Sections,
  type Statement,
} from '@tocsin/city'
import type { AssetId, Random, ZoneId } from '@tocsin/kit'
import { positionOf } from './ground.ts'
import { organisationPlans } from './organisations.ts'
import type { Site, Thing } from './site.ts'
import { conduitPlans, type ZonePlan, zonePlans } from './zones.ts'

/** Writes zones, conduits, organisations, services and supplies as records that one source says at one time. */
export function plannedRecords(site: Site, by: By): Records {
  const zones = zonePlans.map(({ id, name, layer, owner, levels, network }: ZonePlan) =>
    written('zones', id, {
      name,
      layer,
      owner,
      targetLevel: levels?.[0],
      achievedLevel: levels?.[1],
      networks: network === undefined ? undefined : [network],
    }),
  )
  const conduits = conduitPlans.map(({ from, to, protocol, port, encryption, purpose }) =>
    written('conduits', `${from}-${to}-${protocol}`, {
      name: purpose,
      from,
      to,
      protocol,
      ports: [{ from: port, to: port }],
      encryption,
      purpose,
      gateways: ['parefeu-1', 'parefeu-2'],
      owner: zonePlans.find(({ id }) => id === to)?.owner,
    }),
  )
  const organisations = organisationPlans.map(({ id, name, kind, contact, reaches, by: way, respondsWithin }) =>
    written('organisations', id, {
      name,
      kind,
      contacts: [contact],
      reachesZones: reaches,
      reachesBy: way,
      contracts:
        respondsWithin === undefined
          ? undefined
          : [{ number: `M-${id}`, subject: 'Maintenance', from: '2024-01-01', until: '2028-12-31', respondsWithin }],
    }),
  )
  const services = site.services.map(({ id, ...said }) => written('services', id, said))
  const dependencies = site.supplies.map(({ id, dependent, suppliers, needed, buffer, fallback }): Dependency => {
    if (suppliers.length < 100) {
      return written('dependencies', id, {
        dependent: partyOf(dependent),
        suppliers: suppliers.map(partyOf),
        needed,
        buffer,
        fallback,
      })
    }
    // Reading many thousand suppliers one by one takes longer than all the rest.
    const rest = written('dependencies', id, { dependent: partyOf(dependent), needed, buffer, fallback })
    return { ...rest, said: { ...rest.said, suppliers: suppliers.map((one) => ({ value: partyOf(one), ...by })) } }
  })
  return { zones, conduits, organisations, services, dependencies }

  function written<Section extends SectionName>(
    section: Section,
    id: string,
    values: Readonly<Record<string, unknown>>,
  ): Sections[Section] {
    const read = record(section, id, values, by)
    if (!read.ok) throw new TypeError(`${section}/${id}: ${read.error[0]?.reason ?? 'cannot be read'}`)
    return read.value
  }
}

/**
 * Writes things as assets, in whichever order: what chance has to say of them is drawn in theirs. What many have in common is one
 * statement in memory.
 *
 * @returns what writes the thing at a place of the list
 */
export function assetWriter(by: By, random: Random, things: readonly Thing[]): (at: number) => Asset {
  const { state, year, month } = drawnOf(things, random)
  const common = new Map<string, readonly Statement<unknown>[]>()
  const shared = <Value>(name: string, value: Value): readonly Statement<Value>[] => {
    const key = `${name} ${String(value)}`
    const known = common.get(key) as readonly Statement<Value>[] | undefined
    if (known !== undefined) return known
    const made = [{ value, ...by }]
    common.set(key, made)
    return made
  }
  const own = <Value>(value: Value): readonly Statement<Value>[] => [{ value, ...by }]
  return (at) => {
    const thing = things[at]
    if (thing === undefined) throw new RangeError(`no thing stands at ${at}`)
    const { product } = thing
    const firmware = product === undefined ? undefined : firmwareOf(thing.kind, product, state[at] ?? 1)
    const cpe =
      product &&
      firmware &&
      `cpe:2.3:o:${slug(product.supplier)}:${slug(product.model)}_firmware:${firmware}:*:*:*:*:*:*:*`
    const said: Asset['said'] = {
      name: own(thing.name),
      kind: shared('kind', thing.kind),
      zone: shared('zone', thing.zone as unknown as ZoneId),
      owner: shared('owner', thing.owner as OrganisationId),
      identifiers: identifiersOf(thing).map((value) => ({ value, ...by })),
      ...(product === undefined
        ? {}
        : {
            vendor: shared(
              'vendor',
              organisationPlans.find(({ id }) => id === product.supplier)?.name ?? product.supplier,
            ),
            model: shared('model', product.model),
            supplier: shared('supplier', product.supplier as OrganisationId),
            installed: shared('installed', `${2014 + (year[at] ?? 0)}-0${1 + (month[at] ?? 0)}-15`),
          }),
      ...(firmware === undefined ? {} : { firmware: shared('firmware', firmware) }),
      ...(typeof cpe === 'string' ? { cpe: shared('cpe', cpe) } : {}),
      ...(thing.at === undefined ? {} : { place: own<Place>({ kind: 'point', at: positionOf(thing.at) }) }),
      ...(thing.address === undefined ? {} : { address: own(thing.address) }),
      ...(thing.criticality === undefined ? {} : { criticality: shared('criticality', thing.criticality) }),
      ...(thing.safety === undefined ? {} : { safety: shared('safety', true) }),
      ...(thing.standalone === undefined ? {} : { standalone: shared('standalone', true) }),
    }
    return { id: thing.id as AssetId, said }
  }
}

/** How well each thing is kept, from 0 to 1, and when it was installed. */
function drawnOf(things: readonly Thing[], random: Random) {
  const state = new Float64Array(things.length)
  const [year, month] = [new Uint8Array(things.length), new Uint8Array(things.length)]
  for (const [at, { product }] of things.entries()) {
    if (product === undefined) continue
    state[at] = random.next()
    year[at] = random.integer(12)
    month[at] = random.integer(9)
  }
  return { state, year, month }
}

/** Most run what they should; some are behind, and of a few nobody wrote down what they run. */
function firmwareOf(
  kind: AssetKind,
  { now, before }: { now: string; before: string },
  drawn: number,
): string | undefined {
  if (kind === 'mobile' || drawn < 0.04) return undefined
  return drawn < 0.22 ? before : now
}

function identifiersOf({ ip, host, devEui, account }: Thing): Identifier[] {
  const found: Identifier[] = []
  if (account !== undefined) found.push({ scheme: 'account', value: account })
  if (devEui !== undefined) found.push({ scheme: 'dev-eui', value: devEui })
  if (host !== undefined) found.push({ scheme: 'host', value: host })
  if (ip !== undefined) found.push({ scheme: 'ip', value: ip }, { scheme: 'mac', value: macOf(ip) })
  return found
}

/** A locally administered address (IEEE 802: the second bit of the first octet), one for each IP address. */
function macOf(ip: string): string {
  const octets = ip.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))
  return ['02', '1c', ...octets].join(':')
}

function partyOf(key: string): Party {
  const colon = key.indexOf(':')
  const kind = key.slice(0, colon) === 'asset' ? 'asset' : 'service'
  return { kind, id: key.slice(colon + 1) } as Party
}

type Party = NonNullable<Dependency['said']['suppliers']>[number]['value']

function slug(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
}
