import type { Random } from '@tocsin/kit'
import { signIn, trafficCommand, trafficState, waterCommand } from './acts.ts'
import type { Cast } from './cast.ts'
import { day, hour, isDark, isWorkday, minute } from './rhythm.ts'
import { inOrder, logged, published, type Said, windowsEvent } from './said.ts'
import { troubles } from './troubles.ts'

/**
 * What people and programs do on one ordinary day beside the readings of devices: sign-ins and slips, maintenance, plans that change
 * by the clock, faults, backups, and the noise that the Internet makes at the firewall.
 *
 * @param from midnight of the town's day
 */
export function dayPlan(cast: Cast, from: number, random: Random): Said[] {
  const working = isWorkday(from + 12 * hour)
  return inOrder([
    ...people(cast, from, random, working),
    ...signals(cast, from, random, working),
    ...water(cast, from, random),
    ...suppliers(from, random, working),
    ...machines(from, random),
    ...internet(from, random),
    ...lamps(cast, from, random),
    ...troubles(cast, from, random),
  ]).filter(({ time }) => time >= from && time < from + day)
}

/** Sign-ins in the morning; now and then a password is mistyped once. */
function people(cast: Cast, from: number, random: Random, working: boolean): Said[] {
  const said: Said[] = []
  for (const workplace of cast.workplaces) {
    if (random.next() > (working ? 0.8 : 0.06)) continue
    const agent = random.pick(cast.agents)
    const host = workplace.host ?? workplace.id
    const at = from + 7 * hour + random.integer(150) * minute + random.integer(60_000)
    if (random.next() < 0.04) said.push(signIn(at - 20_000, host, agent.id, 4625, '2', workplace.ip))
    said.push(signIn(at, host, agent.id, 4624, '2', workplace.ip))
    said.push(signIn(at + 4000, 'fichiers-1.clairhavre.example', agent.id, 4624, '3', workplace.ip))
    said.push(
      windowsEvent(at + 90_000, host, 'Microsoft-Windows-Sysmon/Operational', 1, {
        SourceName: 'Microsoft-Windows-Sysmon',
        Image: 'C:\\Program Files\\Bureau\\courrier.exe',
        CommandLine: '"C:\\Program Files\\Bureau\\courrier.exe"',
        ParentImage: 'C:\\Windows\\explorer.exe',
        User: `CLAIRHAVRE\\${agent.id}`,
      }),
    )
  }
  return said
}

/** The control centre changes plans by the clock; a lamp fails; somebody from the workshop puts one junction to flash and back. */
function signals(cast: Cast, from: number, random: Random, working: boolean): Said[] {
  const said: Said[] = []
  for (const at of [6.5, 9.25, 16, 19.5]) {
    for (const junction of cast.junctions.slice(0, 24)) {
      const time = from + at * hour + random.integer(120_000)
      said.push(trafficCommand(time, junction, 'set-plan', 'horloge', '10.21.0.10'))
    }
  }
  for (let n = 0; n < 2; n++) {
    const junction = random.pick(cast.junctions)
    const time = from + random.integer(24 * 60) * minute
    said.push(trafficState(time, junction, 'lamp-fault'))
  }
  if (!working) return said
  // The workshop takes one junction after the other, an hour each.
  for (const at of [9.5, 14]) {
    const junction = random.pick(cast.junctions)
    const begins = from + at * hour + random.integer(30) * minute
    said.push(trafficCommand(begins, junction, 'flash', 'atelier', '10.21.0.12'))
    said.push(trafficState(begins + 4000, junction, 'flash'))
    said.push(trafficCommand(begins + 50 * minute, junction, 'resume', 'atelier', '10.21.0.12'))
    said.push(trafficState(begins + 50 * minute + 9000, junction, 'normal'))
  }
  return said
}

/** Pumps by the level of the tanks, set points within their bounds, and a sensor that falls silent and is changed. */
function water(cast: Cast, from: number, random: Random): Said[] {
  const said: Said[] = []
  for (const [n, pump] of cast.pumps.entries()) {
    if (n % 3 !== 0) continue
    const begins = from + 1 * hour + random.integer(60) * minute
    said.push(waterCommand(begins, pump, 'start', 'automatique', {}))
    said.push(waterCommand(begins + 5 * hour, pump, 'stop', 'automatique', {}))
  }
  const set = from + 8 * hour + random.integer(60) * minute
  said.push(
    published(set, 'eau/usine-automate-2/commande', {
      host: { name: 'usine-automate-2.clairhavre.example' },
      logsource: { product: 'water', service: 'command' },
      device: 'usine-automate-2',
      action: 'set',
      quantity: 'chlorine',
      value: Math.round((0.28 + 0.08 * random.next()) * 100) / 100,
      unit: 'mg/l',
      user: 'exploitant-1',
      src_ip: '10.31.0.12',
    }),
  )
  return said
}

/** Suppliers come in by the bastion, announced and by day. */
function suppliers(from: number, random: Random, working: boolean): Said[] {
  if (!working) return []
  return ['tele-brindavel', 'tele-hydromarol', 'tele-ondeluz'].flatMap((account, n) => {
    if (random.next() < 0.5) return []
    const at = from + (10 + n) * hour + random.integer(90) * minute
    return [
      logged(
        at,
        'bastion.clairhavre.example',
        86,
        'sshd[412]',
        `Accepted publickey for ${account} from 203.0.113.${20 + n} port 40${100 + random.integer(800)} ssh2: ED25519 SHA256:x`,
      ),
      logged(
        at + 40 * minute,
        'bastion.clairhavre.example',
        86,
        'sshd[412]',
        `Disconnected from user ${account} 203.0.113.${20 + n} port 40100`,
      ),
    ]
  })
}

/** Backups at night, jobs by the clock, administrators who mistype their passphrase. */
function machines(from: number, random: Random): Said[] {
  const said: Said[] = []
  for (const [n, host] of ['fichiers-1', 'etat-civil', 'finances', 'messagerie'].entries()) {
    const at = from + (1.5 + n * 0.4) * hour + random.integer(10) * minute
    said.push(logged(at, `${host}.clairhavre.example`, 30, 'borg[900]', `Archive ${host}-nuit created successfully`))
    for (let h = 0; h < 24; h++) {
      said.push(
        logged(
          from + h * hour + 17 * minute + n * 1000,
          `${host}.clairhavre.example`,
          78,
          'CRON[77]',
          '(root) CMD (/usr/local/bin/releve)',
        ),
      )
    }
  }
  for (let n = 0; n < 3; n++) {
    const at = from + 8 * hour + random.integer(9 * 60) * minute
    const from4 = `10.11.0.${20 + n}`
    const host = random.pick(['annuaire-1', 'iot-reseau', 'site-web', 'hyperviseur-1'])
    if (random.next() < 0.3) {
      said.push(
        logged(
          at - 9000,
          `${host}.clairhavre.example`,
          86,
          'sshd[77]',
          `Failed password for admin-${n + 1} from ${from4} port 51${100 + n} ssh2`,
        ),
      )
    }
    said.push(
      logged(
        at,
        `${host}.clairhavre.example`,
        86,
        'sshd[77]',
        `Accepted publickey for admin-${n + 1} from ${from4} port 51${100 + n} ssh2: ED25519 SHA256:y`,
      ),
    )
    said.push(
      logged(
        at + 60_000,
        `${host}.clairhavre.example`,
        86,
        'sudo',
        `admin-${n + 1} : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/systemctl status app`,
      ),
    )
  }
  return said
}

/** Strangers try one door here and there; once a day somebody tries them all. */
function internet(from: number, random: Random): Said[] {
  const said: Said[] = []
  const denied = (time: number, address: string, port: number) =>
    logged(
      time,
      'parefeu-1.clairhavre.example',
      134,
      'filterlog[1]',
      `5,,,77,igb0,match,block,in,4,0x0,,52,1,0,DF,6,tcp,60,${address},10.14.0.10,40000,${port},0,S,1,,64240,,`,
    )
  for (let n = 0; n < 700; n++) {
    const address = `198.51.100.${1 + random.integer(250)}`
    said.push(denied(from + random.integer(day), address, random.pick([22, 23, 80, 443, 445, 3389, 5060, 8080])))
  }
  const begins = from + random.integer(20 * 60) * minute
  for (let n = 0; n < 40; n++) said.push(denied(begins + n * 700, '203.0.113.99', 20 + n))
  return said
}

/** Cabinets switch at dusk and dawn; one in some days does not come back by itself. */
function lamps(cast: Cast, from: number, random: Random): Said[] {
  const said: Said[] = []
  for (let at = 0; at < 24 * 60; at += 5) {
    const time = from + at * minute
    if (isDark(time) === isDark(time - 5 * minute)) continue
    for (const cabinet of cast.cabinets) {
      said.push(
        published(time + random.integer(240_000), `eclairage/${cabinet.id}/etat`, {
          host: { name: cabinet.host },
          cabinet: cabinet.id,
          burning: random.next() < 0.003 ? !isDark(time) : isDark(time),
        }),
      )
    }
  }
  return said
}
