import type { Failing } from '@tocsin/respond'
import type { SourcesHealth } from '@tocsin/sources'
import type { Quieted } from '@tocsin/watch'
import type { Figures } from './figures.ts'
import { sourceReadings } from './source-readings.ts'
import type { Reading } from './troubles.ts'

/** What else is looked at, beside the figures. */
export interface SelfView {
  readonly figures: Figures
  /** Why the stores wait or stopped; absent where they go on. */
  readonly stores: string | undefined
  readonly sources: Pick<SourcesHealth, 'sources' | 'senders' | 'silences'> | undefined
  readonly quieted: readonly Quieted[]
  /** Targets that failed since the start; `since` is null for those that do well again. */
  readonly notify: readonly Failing[]
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly rulesRefused: number
  /** Digests of rules that the log names and that are not beside it. */
  readonly rulesMissing: readonly string[]
  /** Frames that were lost before the log had them, since the start: kernel drops of our sockets, ticks. */
  readonly lost: number
  /** The same at the last look. */
  readonly lostBefore: number
}

/** Reads everything that can be off. Limits are Tocsin's own, in one place. */
export function readingsOf(view: SelfView): readonly Reading[] {
  const { figures } = view
  return [
    ...figures.lag.filter(({ lane }) => lane === 0).map(lagReading),
    ...figures.threads.map(loopReading),
    ...(figures.snapshotAge === undefined ? [] : [snapshotReading(figures.snapshotAge)]),
    ...(figures.disk === undefined ? [] : [diskReading(figures.disk)]),
    storesReading(view.stores),
    rulesRefusedReading(view.rulesRefused),
    rulesMissingReading(view.rulesMissing),
    ...view.quieted.slice(0, 50).map(quietedReading),
    lostReading(view.lost - view.lostBefore),
    ...view.notify.map((one) => notifyReading(one, view.now)),
    ...(view.sources === undefined ? [] : sourceReadings(view.sources)),
  ]
}

function lagReading({ sink, seconds, frames }: Figures['lag'][number]): Reading {
  const value = Math.round(seconds)
  const what =
    sink === 'events' ? ['The event store is', 'Le magasin d’événements a'] : ['Findings are', 'Les constats ont']
  return {
    kind: 'lag',
    about: sink,
    value,
    limit: 60,
    well: 10,
    forMillis: 15_000,
    says: {
      en: `${what[0]} ${value} s behind what was received (${frames} records)`,
      fr: `${what[1]} ${value} s de retard sur ce qui est reçu (${frames} enregistrements)`,
    },
  }
}

function loopReading({ thread, loop }: Figures['threads'][number]): Reading {
  const value = Math.round(loop.p99)
  return {
    kind: 'loop-delay',
    about: thread,
    value,
    // A worker is busy with one batch at a time by design; the others have somebody waiting for an answer.
    limit: thread.startsWith('stream') ? 5000 : 1000,
    well: thread.startsWith('stream') ? 2000 : 300,
    forMillis: 30_000,
    says: {
      en: `The thread ${thread} keeps whoever asks it waiting ${value} ms`,
      fr: `Le fil ${thread} fait attendre ${value} ms ceux qui l’interrogent`,
    },
  }
}

function snapshotReading(age: number): Reading {
  const value = Math.round(age / 1000)
  return {
    kind: 'snapshot-old',
    value,
    limit: 300,
    well: 60,
    forMillis: 15_000,
    says: {
      en: `The state of the rules was kept ${value} s ago: a restart now would judge that much again`,
      fr: `L’état des règles a été conservé il y a ${value} s : un redémarrage rejugerait d’autant`,
    },
  }
}

function diskReading({ free, total }: NonNullable<Figures['disk']>): Reading {
  const value = Math.round((1 - free / Math.max(1, total)) * 1000) / 10
  return {
    kind: 'disk',
    value,
    limit: 90,
    well: 88,
    forMillis: 15_000,
    says: {
      en: `The disk is ${value} % full; ${gigabytes(free)} GB are free`,
      fr: `Le disque est plein à ${value} % ; il reste ${gigabytes(free)} Go`,
    },
  }
}

function storesReading(why: string | undefined): Reading {
  return {
    kind: 'store-blocked',
    value: why === undefined ? 0 : 1,
    limit: 1,
    well: 1,
    forMillis: 10_000,
    says:
      why === undefined
        ? { en: 'The stores take again what is received', fr: 'Les magasins acceptent de nouveau ce qui est reçu' }
        : {
            en: 'The stores do not take what is received; the log holds it meanwhile',
            fr: 'Les magasins n’acceptent pas ce qui est reçu ; le journal le garde en attendant',
          },
  }
}

function rulesRefusedReading(value: number): Reading {
  return {
    kind: 'rules-refused',
    value,
    limit: 1,
    well: 1,
    forMillis: 0,
    says: {
      en: `${value} rules are refused and watch nothing`,
      fr: `${value} règles sont refusées et ne surveillent rien`,
    },
  }
}

function rulesMissingReading(digests: readonly string[]): Reading {
  const named = digests.map((digest) => digest.slice(0, 12)).join(', ')
  return {
    kind: 'rules-missing',
    value: digests.length,
    limit: 1,
    well: 1,
    forMillis: 0,
    says: {
      en: `Rules that the log names are not beside it (${named}): what they should have judged was judged by others`,
      fr: `Des règles nommées par le journal manquent à côté de lui (${named}) : d’autres ont jugé à leur place`,
    },
  }
}

function quietedReading({ title, hits, assets }: Quieted): Reading {
  return {
    kind: 'rule-quieted',
    about: title.slice(0, 100),
    value: 1,
    limit: 1,
    well: 1,
    forMillis: 0,
    says: {
      en: `${hits} hits on ${assets}: “${title}” only listens now`,
      fr: `${hits} alertes sur ${assets} : « ${title} » ne fait plus qu’écouter`,
    },
  }
}

function lostReading(value: number): Reading {
  return {
    kind: 'frames-lost',
    value,
    limit: 1,
    well: 1,
    forMillis: 0,
    says: {
      en: `${value} records were lost before Tocsin could read them: the machine is too slow for what is sent`,
      fr: `${value} enregistrements perdus avant que Tocsin ne les lise : la machine est trop lente pour ce qui arrive`,
    },
  }
}

function notifyReading({ id, name, since }: Failing, now: number): Reading {
  const minutes = since === null ? 0 : Math.max(1, Math.floor((now - since) / 60_000))
  return {
    kind: 'notify-failing',
    about: id,
    value: minutes,
    limit: 15,
    well: 1,
    forMillis: 0,
    says: {
      en: `“${name}” has not been told of incidents for ${minutes} minutes: nothing gets through`,
      fr: `« ${name} » n’est plus prévenu des incidents depuis ${minutes} minutes : rien ne passe`,
    },
  }
}

function gigabytes(bytes: number): number {
  return Math.round(bytes / 1e8) / 10
}
