import type { Capability } from '@tocsin/capability'
import type { StateStore } from '@tocsin/store'
import type { SendsGate } from './gate/house-gate.ts'
import { handRoutes } from './hand-routes.ts'
import { openingRoutes } from './opening-routes.ts'
import { readRoute } from './read-route.ts'
import { sendsMigrations } from './sends.repository.ts'
import type { SentBook } from './sent-book.ts'

/** What Tocsin sends: counted where it is sent, told by the zones of its targets; and what it must not send, unless a zone's owner opens it. */
export function sendsCapability(
  state: StateStore,
  book: Pick<SentBook, 'flush' | 'note'>,
  gate: () => SendsGate,
): Capability {
  return {
    name: 'sends',
    words: { en: 'What Tocsin sends', fr: 'Ce que Tocsin envoie' },
    migrations: sendsMigrations,
    permissions: [
      {
        name: 'sends.read',
        says: {
          en: 'See what Tocsin itself sends into the zones that one sees',
          fr: 'Voir ce que Tocsin lui-même envoie dans les zones que l’on voit',
        },
      },
      {
        name: 'sends.open',
        says: {
          en: 'Open the zones that one answers for to what Tocsin sends, and close them',
          fr: 'Ouvrir à ce que Tocsin envoie les zones dont on répond, et les fermer',
        },
      },
      {
        name: 'sends.tell',
        says: {
          en: 'Ask whether a command may connect to somewhere, and have it counted',
          fr: 'Demander si une commande peut se connecter quelque part, et le faire compter',
        },
      },
    ],
    routes: [readRoute(state, book, gate), ...openingRoutes(gate), ...handRoutes(book, gate)],
    jobs: [],
    commands: [
      {
        name: 'sends',
        where: 'remote',
        says: {
          en: 'What Tocsin sends; open and close zones to it',
          fr: 'Ce que Tocsin envoie ; y ouvrir et y fermer des zones',
        },
      },
    ],
    provides: {},
    asks: ['zonesOfEnds'],
    health: async () => ({
      well: gate().known(),
      says: gate().known()
        ? { en: 'What is sent is counted.', fr: 'Ce qui est envoyé est compté.' }
        : {
            en: 'Which zones are closed is not known yet: nothing is sent.',
            fr: 'Les zones fermées ne sont pas encore connues : rien n’est envoyé.',
          },
    }),
  }
}
