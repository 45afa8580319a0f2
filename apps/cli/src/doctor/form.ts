import { existsSync } from 'node:fs'
import { TocsinError } from '@tocsin/kit'
import { planUpgrade } from '@tocsin/server'
import { type Check, off, well } from './check.ts'

/** Whether this Tocsin reads what lies in a data folder on which no server runs. Looks, and changes nothing. */
export async function formCheck(dir: string): Promise<Check> {
  if (!existsSync(dir)) return well('form', 'There is no data yet', 'Il n’y a pas encore de données')
  try {
    const { state, events } = await planUpgrade(dir, false)
    const changes = state.length + (events?.adds.length ?? 0)
    if (changes === 0) {
      return well('form', 'The data has the form of this Tocsin', 'Les données ont la forme de ce Tocsin')
    }
    return well(
      'form',
      'The data is of an earlier Tocsin; the next start brings it up, and keeps the state from before',
      'Les données viennent d’un Tocsin antérieur ; le prochain démarrage les met à niveau et garde l’état d’avant',
    )
  } catch (error) {
    if (!(error instanceof TocsinError)) throw error
    if (error.code === 'newer-data') {
      return off(
        'form',
        'bad',
        [
          `A newer Tocsin wrote this data (${error.where ?? ''}): this one does not start on it`,
          `Un Tocsin plus récent a écrit ces données (${error.where ?? ''}) : celui-ci ne démarre pas dessus`,
        ],
        [
          'Start the newer Tocsin again, or restore a backup from before the upgrade; the state from before lies in before-migration',
          'Redémarrez le Tocsin plus récent, ou restaurez une sauvegarde d’avant la mise à niveau ; l’état d’avant est dans before-migration',
        ],
      )
    }
    return off(
      'form',
      error.code === 'data-locked' ? 'look' : 'bad',
      [
        `The data cannot be looked at: ${error.message}`,
        `Les données ne peuvent pas être examinées : ${error.message}`,
      ],
      [error.fix ?? 'See the log', error.fix ?? 'Voyez le journal'],
    )
  }
}
