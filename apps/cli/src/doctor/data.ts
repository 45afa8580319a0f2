import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Check, off, well } from './check.ts'
import { gigabytes } from './machine.ts'

/** Whether this account may use the data folder, and nobody else. */
export function rightsCheck(dir: string): Check {
  if (!existsSync(dir))
    return well(
      'rights',
      'There is no data folder yet; `serve` makes it',
      'Pas encore de dossier de données ; `serve` le crée',
    )
  try {
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    return off(
      'rights',
      'bad',
      [`This account may not write in ${dir}`, `Ce compte ne peut pas écrire dans ${dir}`],
      [
        'Give the folder to the account that runs Tocsin (chown)',
        'Donnez le dossier au compte qui exécute Tocsin (chown)',
      ],
    )
  }
  const mode = statSync(dir).mode & 0o777
  if ((mode & 0o077) !== 0) {
    return off(
      'rights',
      'look',
      [
        `Others may look into the data folder (${mode.toString(8)})`,
        `D’autres peuvent lire le dossier de données (${mode.toString(8)})`,
      ],
      [`chmod 700 ${dir}`, `chmod 700 ${dir}`],
    )
  }
  return well('rights', 'The data folder is this account’s alone', 'Le dossier de données n’est qu’à ce compte')
}

interface Written {
  readonly bytes: number
  /** Milliseconds since the epoch. */
  readonly changed: number
}

const day = 86_400_000

/** Room on the volume, and when it ends if it goes on as in the last week. */
export function diskCheck(dir: string, now: number): Check {
  const place = existsSync(dir) ? dir : '.'
  const { bavail, blocks, bsize } = statfsSync(place)
  const [free, total] = [bavail * bsize, blocks * bsize]
  const used = 1 - free / Math.max(1, total)
  const full = fullOn(filesIn(dir), free, now)
  const until =
    full === undefined
      ? ['', '']
      : [`; full on ${dated(full, 'en')} at this pace`, ` ; plein le ${dated(full, 'fr')} à ce rythme`]
  const says = [
    `${gigabytes(free)} of ${gigabytes(total)} GB are free${until[0]}`,
    `${gigabytes(free)} Go libres sur ${gigabytes(total)}${until[1]}`,
  ] as const
  const soon = full !== undefined && full - now < 7 * day
  if (used < 0.9 && !soon) return well('disk', ...says)
  return off('disk', used >= 0.97 ? 'bad' : 'look', says, [
    'Free space, or shorten the retention of raw records',
    'Libérez de la place, ou raccourcissez la conservation des enregistrements bruts',
  ])
}

/** When the volume is full if it fills as in the last week; nothing where it does not fill, or is older than ten years then. */
export function fullOn(files: readonly Written[], free: number, now: number): number | undefined {
  const recent = files.filter(({ changed }) => now - changed < 7 * day)
  const oldest = Math.min(now, ...recent.map(({ changed }) => changed))
  const span = now - oldest
  // A first hour says nothing of a month.
  if (span < 3_600_000) return undefined
  const pace = recent.reduce((sum, { bytes }) => sum + bytes, 0) / span
  const full = now + free / pace
  return pace > 0 && full - now < 3650 * day ? full : undefined
}

/** Whether the clock stands before what was written already. */
export function clockCheck(dir: string, now: number): Check {
  const newest = Math.max(0, ...filesIn(dir).map(({ changed }) => changed))
  if (now < Date.UTC(2026, 0, 1) || newest > now + 60_000) {
    return off(
      'clock',
      'bad',
      [
        `The clock says ${new Date(now).toISOString()}, and data is newer`,
        `L’horloge dit ${new Date(now).toISOString()}, et des données sont plus récentes`,
      ],
      ['Set the clock, and keep it by NTP (timedatectl)', 'Mettez à l’heure, par NTP (timedatectl)'],
    )
  }
  return well('clock', `The clock says ${new Date(now).toISOString()}`, `L’horloge dit ${new Date(now).toISOString()}`)
}

const mostFiles = 20_000

function filesIn(dir: string): Written[] {
  const found: Written[] = []
  const visit = (at: string, depth: number) => {
    try {
      for (const entry of readdirSync(at, { withFileTypes: true })) {
        if (found.length >= mostFiles) return
        const path = join(at, entry.name)
        if (entry.isDirectory() && depth < 4) visit(path, depth + 1)
        else if (entry.isFile()) {
          const { size, mtimeMs } = statSync(path)
          found.push({ bytes: size, changed: mtimeMs })
        }
      }
    } catch {
      // A folder that cannot be read is told by the rights; a file that went is none.
    }
  }
  visit(dir, 0)
  return found
}

function dated(milliseconds: number, language: 'en' | 'fr'): string {
  const options = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'fr-FR', options).format(milliseconds)
}
