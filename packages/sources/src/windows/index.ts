import { type Decoded, type Decoder, decodeFailure, type Native } from '@tocsin/event'
import { ok } from '@tocsin/kit'
import { json, readStranger } from '../json/index.ts'
import { firstText, integerOf, textOf } from '../wire/growing.ts'
import { readObject, tooDeep } from '../wire/json-object.ts'
import { locateJson } from '../wire/locate.ts'
import { type Naming, nameAccount, nameAddress, nameHost } from '../wire/naming.ts'
import { statesZone, timeOf } from '../wire/time.ts'
import { startsXml } from '../wire/xml-object.ts'
import { deriveWindows, windowsAliases } from './aliases.ts'
import { windowsSources } from './channels.ts'
import { windowsRow } from './classes.ts'
import { mssqlInside } from './mssql.ts'
import { readWindows } from './shape.ts'
import { locateInXml, readEventXml } from './xml.ts'

export { windowsLogsources } from './channels.ts'

/** Reads Windows events as JSON or XML; see SPEC.md. */
export const windows: Decoder = {
  id: 'windows',
  decode(frame) {
    const { payload } = frame
    if (startsXml(payload)) return decodeXml(payload)
    const read = readObject(payload)
    if (!read.ok) return read
    const fields = readWindows(read.value)
    if (fields.tooDeep) return tooDeep(payload)
    const decoded = decodeFields(fields.native)
    return decoded === undefined ? readStranger(frame) : ok([decoded])
  },
  locate(payload, field, index) {
    if (startsXml(payload)) return locateInXml(payload, [field, ...(windowsAliases.get(field) ?? [])], index)
    if (index !== 0) return undefined
    const place = locateJson(payload, field, (object) => readWindows(object).native, windowsAliases)
    return place ?? json.locate(payload, field, index)
  },
}

function decodeXml(payload: Uint8Array): ReturnType<Decoder['decode']> {
  const read = readEventXml(payload)
  if (!read.ok) return read
  const events: Decoded[] = []
  for (const event of read.value) {
    const { native, tooDeep: isTooDeep } = readWindows(event)
    const decoded = isTooDeep ? undefined : decodeFields(native)
    if (decoded === undefined) return decodeFailure(isTooDeep ? 'too-deep' : 'unknown-shape', 0)
    events.push(decoded)
  }
  return ok(events)
}

function decodeFields(native: Native): Decoded | undefined {
  const eventId = integerOf(native, 'EventID')
  if (eventId === undefined && !native.has('Channel')) return undefined
  const channel = (textOf(native, 'Channel') ?? '').toLowerCase()
  const own = deriveWindows(native, channel, eventId)
  const host = textOf(native, 'Computer') ?? textOf(own, 'Computer')
  const provider = textOf(native, 'Provider_Name') ?? textOf(own, 'Provider_Name') ?? ''
  const inside = mssqlInside(native, eventId, provider)
  const derived = inside === undefined ? own : new Map([...inside.fields, ...own])
  const sources = windowsSources(channel, eventId, provider)
  return {
    time: windowsTime(native),
    logsources: inside === undefined ? sources : [...sources, ...inside.logsources],
    native,
    derived,
    ocsf: windowsRow(native, channel, eventId, host),
    observables: windowsNames(native, host, eventId),
  }
}

/**
 * When it happened: the event's own creation time, then Sysmon's UtcTime, then `EventTime` where it says its zone, then
 * the shipper's `@timestamp`, which some pipelines set on arrival; `EventTime` without a zone is local time of nobody
 * knows where and comes last.
 */
function windowsTime(native: Native): number | undefined {
  for (const name of creation) {
    const time = timeOf(native.get(name))
    if (time !== undefined) return time
  }
  const eventTime = native.get('EventTime')
  const own = timeOf(eventTime)
  if (own !== undefined && (typeof eventTime !== 'string' || statesZone(eventTime))) return own
  return timeOf(native.get('@timestamp')) ?? timeOf(native.get('TimeGenerated')) ?? own
}

const creation = ['TimeCreated_SystemTime', 'TimeCreated', 'UtcTime'] as const

/** Events about groups: their TargetUserName is the group. */
function isAboutGroup(eventId: number | undefined): boolean {
  if (eventId === undefined || eventId < 4727) return false
  return eventId <= 4737 || (eventId >= 4744 && eventId <= 4764) || eventId === 4799
}

function windowsNames(native: Native, host: string | undefined, eventId: number | undefined): Naming {
  const naming: Naming = []
  nameHost(naming, host)
  if (!isAboutGroup(eventId)) nameAccount(naming, textOf(native, 'TargetUserName'), textOf(native, 'TargetDomainName'))
  nameAccount(naming, textOf(native, 'SubjectUserName'), textOf(native, 'SubjectDomainName'))
  nameAccount(naming, textOf(native, 'User'))
  nameAccount(naming, textOf(native, 'SourceUser'))
  // Whom the log service saw writing; told by NXLog even where the event itself names nobody.
  if (naming.length < 2) nameAccount(naming, textOf(native, 'AccountName'), textOf(native, 'Domain'))
  nameAddress(naming, firstText(native, farAddresses))
  const outgoing = textOf(native, 'Initiated')?.toLowerCase() !== 'false'
  nameAddress(naming, textOf(native, outgoing ? 'DestinationIp' : 'SourceIp'))
  return naming
}

const farAddresses = ['IpAddress', 'ClientAddress', 'DestAddress'] as const
