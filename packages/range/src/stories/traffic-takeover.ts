import { trafficCommand, trafficState } from '../life/acts.ts'
import { castOf } from '../life/cast.ts'
import { conversation } from '../life/conversations.ts'
import { minute } from '../life/rhythm.ts'
import { inOrder, logged, type Said } from '../life/said.ts'
import type { Step, StoryMaker } from './story.ts'

/**
 * A supplier's account is used at night: in by the bastion, every controller is read, and then the junctions around the station are
 * put to flash one after the other.
 */
export const trafficTakeover: StoryMaker = (things, begins) => {
  const { junctions } = castOf(things)
  const taken = junctions.slice(0, Math.min(14, junctions.length))
  const records: Said[] = []
  records.push(
    logged(
      begins,
      'bastion.clairhavre.example',
      86,
      'sshd[633]',
      'Accepted password for tele-brindavel from 198.51.100.201 port 40912 ssh2',
    ),
  )
  const reading = begins + 6 * minute
  for (const [n, junction] of junctions.entries()) {
    records.push(trafficCommand(reading + n * 700, junction, 'read', 'tele-brindavel', '10.21.0.12'))
    // Past the control centre, straight from where suppliers come in.
    if (junction.ip !== undefined && n % 10 === 0) {
      records.push(conversation(reading + n * 700, '10.15.0.10', junction.ip, { protocol: 'snmp', port: 161 }, 900))
    }
  }
  const flashing = begins + 14 * minute
  for (const [n, junction] of taken.entries()) {
    records.push(trafficCommand(flashing + n * 9000, junction, 'flash', 'tele-brindavel', '10.21.0.12'))
    records.push(trafficState(flashing + n * 9000 + 3000, junction, 'flash'))
  }
  const truth: Step[] = [
    step(
      begins,
      'T0859',
      'A supplier’s account is used by a stranger',
      'Un compte de prestataire est utilisé par un inconnu',
      ['tele-brindavel', '198.51.100.201'],
    ),
    step(reading, 'T0888', 'Every signal controller is read', 'Tous les contrôleurs sont lus', [
      'tele-brindavel',
      '10.21.0.12',
    ]),
    step(flashing, 'T0831', 'Junctions are put to flash', 'Des carrefours passent au clignotant', [
      'tele-brindavel',
      '10.21.0.12',
      ...taken.map(({ host, id }) => host ?? id),
    ]),
  ]
  return {
    says: { en: 'Traffic signals taken over', fr: 'Prise de contrôle des feux' },
    records: inOrder(records),
    truth,
  }
}

export function step(time: number, technique: string, en: string, fr: string, about: readonly string[]): Step {
  return { time, technique, says: { en, fr }, about }
}
