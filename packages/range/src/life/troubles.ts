import type { Random } from '@tocsin/kit'
import { signIn, trafficState } from './acts.ts'
import type { Cast } from './cast.ts'
import { day, hour, minute } from './rhythm.ts'
import { logged, type Said } from './said.ts'

/**
 * What looks like an attack and is none, as it comes in an ordinary week: a password that was forgotten over the holidays, a cut of
 * power that darkens some junctions, a search engine of open doors at the city's web site, a newcomer who may not use sudo, a backup
 * that fails twice.
 */
export function troubles({ agents, workplaces, junctions }: Cast, from: number, random: Random): Said[] {
  const said: Said[] = []
  const weekday = Math.floor(from / day) % 7
  const agent = random.pick(agents)
  const workplace = random.pick(workplaces)
  if (random.next() < 0.3) {
    const at = from + 8.5 * hour + random.integer(60) * minute
    for (let n = 0; n < 12; n++) {
      said.push(signIn(at + n * 9000, 'annuaire-1.clairhavre.example', agent.id, 4625, '3', workplace.ip))
    }
    said.push(signIn(at + 4 * minute, 'annuaire-1.clairhavre.example', agent.id, 4624, '3', workplace.ip))
  }
  if (weekday === 2) {
    const at = from + 15.2 * hour
    const first = random.integer(Math.max(1, junctions.length - 7))
    for (const [n, junction] of junctions.slice(first, first + 7).entries()) {
      said.push(trafficState(at + n * 2000, junction, 'dark'))
      said.push(trafficState(at + 25 * minute + n * 2000, junction, 'normal'))
    }
  }
  if (random.next() < 0.6) said.push(...webScan(from + random.integer(23 * 60) * minute, random))
  if (random.next() < 0.25) {
    const refused = `${agent.id} : user NOT in sudoers ; TTY=pts/1 ; PWD=/home ; USER=root ; COMMAND=/usr/bin/apt update`
    said.push(logged(from + 11 * hour, 'iot-application.clairhavre.example', 85, 'sudo', refused))
  }
  if (weekday === 5) {
    for (const n of [0, 1]) {
      const at = from + (2 + n) * hour
      said.push(
        logged(at, 'finances.clairhavre.example', 27, 'borg[900]', 'Failed to create/acquire the lock (timeout).'),
      )
    }
  }
  return said
}

/** Paths that every new address on the Internet is asked for within the day. */
function webScan(begins: number, random: Random): Said[] {
  const paths = ['/.env', '/wp-login.php', '/.git/config', '/phpmyadmin/', '/admin/', '/backup.zip', '/server-status']
  const address = `198.51.100.${1 + random.integer(250)}`
  return Array.from({ length: 45 }, (_, n) => {
    const time = begins + n * 800
    const at = new Date(time).toISOString().replace(/^(\d+)-(\d+)-(\d+)T(.{8}).*/, (_all, y, m, d, clock) => {
      return `${d}/${months[Number(m) - 1] ?? 'Jan'}/${y}:${clock} +0000`
    })
    const path = paths[n % paths.length] ?? '/'
    const line = `${address} - - [${at}] "GET ${path} HTTP/1.1" 404 153 "-" "Mozilla/5.0"`
    return logged(time, 'site-web.clairhavre.example', 134, 'nginx', line)
  })
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
