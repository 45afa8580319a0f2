import type { City } from '@tocsin/city'
import { type WorkAct, workActs } from '@tocsin/event'
import { err, ok, type Result } from '@tocsin/kit'
import { folded } from '../lists/kind-words.ts'
import { type ListRefused, readCsv } from '../lists/read-csv.ts'
import type { RowRefused } from '../lists/read-rows.ts'
import { assetNames, declaredShape, orderLimits, type Wanted } from './order.ts'

/** A list of orders: those that can be read, each with its line, and why the others cannot. */
export interface ReadOrders {
  readonly orders: readonly { readonly line: number; readonly order: Wanted }[]
  readonly refused: readonly RowRefused[]
}

const columns = {
  name: ['name', 'nom', 'reference', 'ref', 'order', 'intervention', 'number', 'numero'],
  what: ['what', 'quoi', 'work', 'travaux', 'objet', 'subject', 'description'],
  who: ['who', 'qui', 'team', 'equipe', 'company', 'entreprise', 'intervenant'],
  accounts: ['accounts', 'account', 'comptes', 'compte'],
  assets: ['assets', 'asset', 'equipment', 'equipement', 'equipements', 'where', 'ou'],
  zone: ['zone'],
  from: ['from', 'de', 'du', 'debut', 'start', 'begin'],
  until: ['until', 'to', 'a', 'au', 'fin', 'end', 'jusqu a'],
  acts: ['acts', 'act', 'actes', 'acte', 'declared', 'declare'],
} as const

type Column = keyof typeof columns

/** Reads a list of work orders. Total; times without a zone are those of this machine. */
export function readOrders(text: string, city: City): Result<ReadOrders, ListRefused> {
  const table = readCsv(text)
  if (!table.ok) return table
  const { header, rows, broken } = table.value
  const places = new Map<Column, number>()
  header.forEach((cell, place) => {
    const word = folded(cell)
    for (const [column, words] of Object.entries(columns) as [Column, readonly string[]][]) {
      if (words.includes(word) && !places.has(column)) places.set(column, place)
    }
  })
  for (const needed of ['what', 'who', 'from', 'until', 'acts'] as const) {
    if (!places.has(needed))
      return err({ reason: `no column says “${needed}”`, fix: `Name a column ${columns[needed].join(', ')}`, line: 1 })
  }
  if (rows.length > orderLimits.standing)
    return err({ reason: `it has ${rows.length} rows`, fix: `Give ${orderLimits.standing} orders at most`, line: 1 })
  const named = assetNames(city)
  const orders: { line: number; order: Wanted }[] = []
  const refused: RowRefused[] = [...broken]
  for (const { line, cells } of rows) {
    const cell = (column: Column) => cells[places.get(column) ?? -1]?.trim() ?? ''
    const row = readRow(cell, named)
    if (row.ok) orders.push({ line, order: row.value })
    else refused.push({ ...row.error, line, column: header[places.get(row.error.column) ?? -1] ?? row.error.column })
  }
  return ok({ orders, refused: refused.sort((a, b) => a.line - b.line) })
}

interface CellRefused {
  readonly column: Column
  readonly reason: string
  readonly fix: string
}

function readRow(
  cell: (column: Column) => string,
  assetsNamed: ReturnType<typeof assetNames>,
): Result<Wanted, CellRefused> {
  const from = timeOf(cell('from'))
  if (from === undefined) return noTime('from', cell('from'))
  const until = timeOf(cell('until'))
  if (until === undefined) return noTime('until', cell('until'))
  const acts: WorkAct[] = []
  for (const word of listOf(cell('acts'))) {
    const act = actNamed(word)
    if (act === undefined)
      return err({ column: 'acts', reason: `“${word}” is no act of work`, fix: `One of ${workActs.join(', ')}` })
    if (!acts.includes(act)) acts.push(act)
  }
  const assets: string[] = []
  for (const word of listOf(cell('assets'))) {
    const [id, ...others] = assetsNamed(word)
    if (id === undefined)
      return err({ column: 'assets', reason: `nothing is called “${word}”`, fix: 'Give an id, a name or an address' })
    if (others.length > 0)
      return err({ column: 'assets', reason: `${others.length + 1} things are called “${word}”`, fix: 'Give the id' })
    assets.push(id)
  }
  if (assets.length === 0 && cell('zone') === '')
    return err({ column: 'assets', reason: 'it says nowhere', fix: 'Name equipment or a zone' })
  const read = declaredShape.safeParse({
    ...(cell('name') === '' ? {} : { name: cell('name') }),
    what: cell('what'),
    who: cell('who'),
    accounts: listOf(cell('accounts')),
    where: assets.length > 0 ? { assets } : { zone: cell('zone') },
    acts,
    from,
    until,
  })
  if (read.success) return ok(read.data)
  const [first] = read.error.issues
  const named = String(first?.path[0] ?? 'what')
  const column = named === 'where' ? 'zone' : named in columns ? (named as Column) : 'what'
  return err({ column, reason: first?.message ?? 'it cannot be read', fix: 'Correct this cell' })
}

function noTime(column: Column, text: string): Result<never, CellRefused> {
  return err({ column, reason: `“${text}” is no time`, fix: 'Write 2026-12-01 08:30, or 2026-12-01T08:30+01:00' })
}

/** Cells hold several of something between commas, semicolons or bars. */
function listOf(cell: string): string[] {
  return cell
    .split(/[,;|]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** `2026-12-01 08:30`, `01/12/2026 08:30`, with seconds and a zone where somebody writes them. */
export function timeOf(text: string): number | undefined {
  const french = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})(.*)$/.exec(text.trim())
  const written = french === null ? text.trim() : `${french[3]}-${pad(french[2])}-${pad(french[1])}${french[4]}`
  const match = /^(\d{4}-\d{2}-\d{2})[T ]+(\d{1,2})[:h](\d{2})(?::(\d{2}))?\s*(Z|[+-]\d{2}:?\d{2})?$/i.exec(written)
  if (match === null) return undefined
  const [, day = '', hours, minutes, seconds, zone = ''] = match
  const time = Date.parse(
    `${day}T${pad(hours)}:${minutes}:${seconds ?? '00'}${zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`,
  )
  return Number.isNaN(time) ? undefined : time
}

function pad(text: string | undefined): string {
  return (text ?? '').padStart(2, '0')
}

function actNamed(word: string): WorkAct | undefined {
  const wanted = folded(word)
  return workActs.find((act) => act === wanted || actWords[act].includes(wanted))
}

const actWords: Readonly<Record<WorkAct, readonly string[]>> = {
  command: ['commands', 'write', 'writes', 'commande', 'commandes', 'ecriture', 'ecritures', 'mqtt', 'http'],
  settings: ['setting', 'parameters', 'reglage', 'reglages', 'parametres'],
  program: ['programme', 'program download', 'logique'],
  firmware: ['micrologiciel', 'update', 'mise a jour'],
  restart: ['reboot', 'redemarrage', 'arret'],
  offline: ['outage', 'hors ligne', 'coupure', 'hors service'],
  access: ['login', 'sign in', 'reading', 'connexion', 'acces', 'lecture'],
  device: ['laptop', 'own device', 'appareil', 'portable', 'ordinateur'],
}
