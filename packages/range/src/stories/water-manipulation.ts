import { waterCommand } from '../life/acts.ts'
import { castOf } from '../life/cast.ts'
import { conversation } from '../life/conversations.ts'
import { levelOf } from '../life/readings.ts'
import { minute } from '../life/rhythm.ts'
import { inOrder, published, type Said } from '../life/said.ts'
import type { StoryMaker } from './story.ts'
import { step } from './traffic-takeover.ts'

/**
 * Somebody publishes levels in the name of a tank, so that it looks full, keeps its alarm from sounding, stops its pump, and sets
 * the chlorine beyond what may be.
 */
export const waterManipulation: StoryMaker = (things, begins, seed) => {
  const { tanks, pumps, workplaces } = castOf(things)
  const [tank] = tanks
  const [pump] = pumps
  if (tank === undefined || pump === undefined) throw new RangeError('this town has no tank')
  const records: Said[] = []
  const desk = workplaces[3]
  if (desk?.ip !== undefined) {
    records.push(conversation(begins, desk.ip, '10.31.0.10', { protocol: 'rdp', port: 3389 }, 880_000))
  }
  for (let n = 0; n < 60; n++) {
    records.push(
      published(begins + n * minute, `eau/${tank.id}/niveau`, {
        host: { name: tank.host },
        logsource: { product: 'water', service: 'reading' },
        device: tank.id,
        publisher: 'sonde-essai',
        quantity: 'level',
        unit: 'm',
        value: levelOf(tank.id, begins, seed) + 0.4,
      }),
    )
  }
  const silenced = begins + 5 * minute
  records.push(
    waterCommand(silenced, tank, 'suppress-alarm', 'exploitant-2', { alarm: 'niveau bas', src_ip: '10.31.0.44' }),
  )
  const stopped = begins + 9 * minute
  records.push(waterCommand(stopped, pump, 'stop', 'exploitant-2', { src_ip: '10.31.0.44' }))
  const set = begins + 21 * minute
  records.push(
    published(set, 'eau/usine-automate-2/commande', {
      host: { name: 'usine-automate-2.clairhavre.example' },
      logsource: { product: 'water', service: 'command' },
      device: 'usine-automate-2',
      action: 'set',
      quantity: 'chlorine',
      value: 9.5,
      unit: 'mg/l',
      user: 'exploitant-2',
      src_ip: '10.31.0.44',
    }),
  )
  const host = tank.host ?? tank.id
  return {
    says: { en: 'Water readings manipulated', fr: 'Mesures de l’eau manipulées' },
    records: inOrder(records),
    truth: [
      step(
        begins,
        'T0886',
        'The supervision of the water is taken over from an office desk',
        'La supervision de l’eau est prise depuis un poste de bureau',
        [desk?.ip ?? '', '10.31.0.10'],
      ),
      step(
        begins,
        'T0856',
        'Levels are forged in the name of a tank',
        'Des niveaux sont forgés au nom d’un réservoir',
        [host],
      ),
      step(silenced, 'T0878', 'The alarm of the tank is suppressed', 'L’alarme du réservoir est neutralisée', [
        host,
        'exploitant-2',
        '10.31.0.44',
      ]),
      step(stopped, 'T0831', 'Its pump is stopped', 'Sa pompe est arrêtée', [pump.host ?? pump.id, 'exploitant-2']),
      step(
        set,
        'T0836',
        'The chlorine is set far beyond what may be',
        'La consigne de chlore dépasse tout ce qui est permis',
        ['usine-automate-2.clairhavre.example', 'exploitant-2', '10.31.0.44'],
      ),
    ],
  }
}
