import type { Host, SourceSetting } from '@tocsin/capability'
import { type Clock, signal, type Words } from '@tocsin/kit'
import type { Engine } from '../engine.ts'
import { bytesToShed, type DiskPlan, type DiskState, diskState, fullOn, type Room } from './disk.ts'
import { noteUsed, usedByHour } from './disk-use.repository.ts'
import { carryOn, dropUngathered, type ErasureDesk } from './erasure.ts'
import { applyRetention, type KeptDays, widenedHolds } from './retention.ts'

/** What the settings say of keeping. */
export interface KeepingRules extends DiskPlan, KeptDays {}

export interface KeepingOptions {
  readonly engine: Pick<Engine, 'keep' | 'receive' | 'archive' | 'state' | 'events'>
  readonly rules: () => KeepingRules
  readonly settings: () => Promise<readonly SourceSetting[]>
  /** Whether those who are asked are there yet; a turn waits until they are. Absent: they are. */
  readonly ready?: () => boolean
  /** How much room there is now. */
  readonly room: () => Promise<Room>
  readonly host: Pick<Host, 'signal' | 'publish'>
  /** Makes the pseudonym of somebody lead nowhere. */
  readonly forget: (name: string) => Promise<void>
  readonly clock: Clock
  /** 0: only `turn` works. Default 5 s. */
  readonly everyMillis?: number
}

export interface KeepingStatus extends Room {
  readonly state: DiskState
  /** Milliseconds since the epoch; null: not in sight. */
  readonly fullOn: number | null
  readonly raw: {
    readonly archives: number
    readonly bytes: number
    readonly frames: number
    readonly sources: readonly { source: string; frames: number; bytes: number; oldest: number }[]
  }
  readonly unfinishedErasures: number
  /** What the last turn could not do; null: nothing. */
  readonly failure: string | null
}

/** The life of what is kept: archiving, retention, the disk plan, erasures that are under way. */
export interface Keeping {
  readonly erasures: ErasureDesk
  status(): Promise<KeepingStatus>
  /** Does what is due now; `all` also what is due once an hour. */
  turn(all?: boolean): Promise<void>
  close(): Promise<void>
}

const hourMillis = 3_600_000
/** Segments archived in one turn of a lane, so that other work has its turn too. */
const segmentsInTurn = 8
/** After a shedding that freed nothing, such as under a hold, the archives are left alone for so long. */
const shedPause = 600_000

interface DiskChange {
  readonly state: DiskState
  readonly says: Words
}

const diskChanged = signal<DiskChange>('keeping.disk', {
  level: 'warn',
  metric: { name: 'tocsin_disk_states_total', labels: ['state'] },
  says: ({ says }) => says.en,
})

const rawShed = signal<{ readonly frames: number; readonly freed: number }>('keeping.raw_shed', {
  level: 'warn',
  says: ({ frames, freed }) =>
    `The disk is nearly full: ${frames} oldest raw records went, ${freed} bytes are free again`,
})

const turnFailed = signal<{ readonly why: string }>('keeping.failed', {
  level: 'error',
  says: ({ why }) => `What is kept could not be looked after: ${why}`,
})

export function openKeeping(options: KeepingOptions): Keeping {
  const { engine, clock, host } = options
  const { state } = engine
  const erasures: ErasureDesk = {
    state,
    events: engine.events,
    forget: options.forget,
    eraseFrames: (frames, since) => engine.archive('eraseFrames', frames, since),
    now: clock.now,
  }
  let disk: DiskState = 'well'
  let room: Room = { size: 0, used: 0 }
  let forecast: number | undefined
  let unfinished = 0
  let failure: string | undefined
  let hour = -1
  let shedAgain = 0
  let started = false
  let running: Promise<void> | undefined

  async function archive(): Promise<void> {
    for (const lane of [0, 1]) {
      const before = await engine.keep('settled', lane)
      for (let n = 0; n < segmentsInTurn; n++) if (!(await engine.archive('archiveNext', lane, before))) break
    }
  }

  async function erase(): Promise<void> {
    unfinished = (await carryOn(erasures)).unfinished
    // What is to be erased may lie in the segment that is being filled.
    if (unfinished > 0) await engine.receive('rotate')
  }

  async function lookAtDisk(): Promise<void> {
    const rules = options.rules()
    room = await options.room()
    const before = disk
    disk = diskState(room, rules, disk)
    if (disk !== before) {
      const says = saysOf(disk, room)
      host.signal(diskChanged, { state: disk, says })
      if (before === 'stopped') await engine.receive('refuse', undefined)
      const fields = { state: disk, size: room.size, used: room.used, message: says.en, message_fr: says.fr }
      // Before nothing is taken any more: Tocsin's own event would not be either.
      await host.publish({ service: 'self', action: 'disk', fields })
      const stop = { message: says.en, fix: 'Free space or raise disk.quota; Tocsin goes on by itself' }
      if (disk === 'stopped') await engine.receive('refuse', stop)
    }
    if (clock.now() < shedAgain) return
    const shed = bytesToShed(room, rules, disk)
    const wanted = Math.max(shed, await overHalf())
    if (wanted === 0) return
    // Where there is room, a source that has days of its own keeps them.
    const spared = shed > 0 ? [] : await withOwnDays()
    const { frames, freed } = await engine.archive('free', wanted, await widenedHolds(state), clock.now(), spared)
    if (frames === 0) shedAgain = clock.now() + shedPause
    else host.signal(rawShed, { frames, freed })
  }

  async function withOwnDays(): Promise<readonly string[]> {
    return (await options.settings()).flatMap(({ source, rawDays }) => (rawDays === null ? [] : [source]))
  }

  /** Raw may take half of the room. */
  async function overHalf(): Promise<number> {
    const { bytes } = await engine.archive('archiveStatus')
    return Math.max(0, Math.ceil(bytes - room.size / 2))
  }

  async function retain(): Promise<void> {
    // A lane in which little comes would keep its last frames in an open segment for good.
    await engine.receive('rotate')
    await applyRetention(engine, options.rules(), await options.settings(), clock.now())
    const nobodyNames = await engine.archive('contentNobodyNames')
    if (nobodyNames.length > 0) await engine.receive('dropContent', nobodyNames)
  }

  async function once(all: boolean): Promise<void> {
    if (!started) await dropUngathered(state)
    started = true
    await archive()
    await lookAtDisk()
    await erase()
    const thisHour = Math.floor(clock.now() / hourMillis)
    if (thisHour === hour && !all) return
    await retain()
    await noteUsed(state, { hour: thisHour, used: room.used })
    forecast = fullOn(room, await usedByHour(state), clock.now())
    hour = thisHour
  }

  const turn = async (all = false): Promise<void> => {
    await running?.catch(() => undefined)
    running = once(all).finally(() => {
      running = undefined
    })
    await running
  }

  const tick = async () => {
    if (running !== undefined || options.ready?.() === false) return
    try {
      await turn()
      failure = undefined
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      if (why !== failure) host.signal(turnFailed, { why })
      failure = why
    }
  }
  const every = options.everyMillis ?? 5000
  const timer = every === 0 ? undefined : setInterval(() => void tick(), every).unref()

  return {
    erasures,
    turn,
    status: async () => {
      const { failure: stuck, damaged, ...raw } = await engine.archive('archiveStatus')
      const unread = damaged[0] === undefined ? null : leftAlone(damaged[0], damaged.length)
      return {
        ...room,
        state: disk,
        fullOn: forecast ?? null,
        raw,
        unfinishedErasures: unfinished,
        failure: failure ?? stuck ?? unread,
      }
    },
    close: async () => {
      clearInterval(timer)
      await running?.catch(() => undefined)
    },
  }
}

function leftAlone(why: string, segments: number): string {
  return `${why}; ${segments === 1 ? 'this segment stays' : `${segments} such segments stay`} as it was written, past its days too`
}

function saysOf(state: DiskState, { size, used }: Room): Words {
  const share = size === 0 ? 0 : Math.round((used / size) * 100)
  switch (state) {
    case 'stopped':
      return {
        en: `The disk is ${share} % full: nothing more is acknowledged until there is room`,
        fr: `Le disque est plein à ${share}\u00a0%\u00a0: plus rien n'est acquitté tant qu'il n'y a pas de place`,
      }
    case 'shedding':
      return {
        en: `The disk is ${share} % full: the oldest raw records go`,
        fr: `Le disque est plein à ${share}\u00a0%\u00a0: les enregistrements bruts les plus anciens partent`,
      }
    case 'well':
      return {
        en: `There is room on the disk again: ${share} % are taken`,
        fr: `Il y a de nouveau de la place sur le disque\u00a0: ${share}\u00a0% sont pris`,
      }
  }
}
