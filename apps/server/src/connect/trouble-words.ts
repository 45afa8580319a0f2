import type { Words } from '@tocsin/kit'
import type { ConnectionTrouble } from '@tocsin/sources'
import { closedCode, closedFixFrench, closedFrench } from '../sends/gate/closed.ts'

type Told = Pick<ConnectionTrouble, 'code' | 'message' | 'fix'>

interface French {
  /** What the English says, and the same in French: `$1` is what the English names. */
  readonly messages: readonly (readonly [english: RegExp, french: string])[]
  readonly fix: string
}

const any = /^([\s\S]*)$/
const french: Readonly<Record<string, French>> = {
  denied: {
    messages: [
      [/^(.+) may not be read, and (\d+) more$/, '$1 ne peut pas être lu, ni $2 autres'],
      [/^(.+) may not be read$/, '$1 ne peut pas être lu'],
      [/^This account does not see the whole journal$/, 'Ce compte ne voit pas tout le journal'],
      [any, 'Ce compte n’a pas le droit de tout lire ($1)'],
    ],
    fix: 'Ajoutez le compte de Tocsin aux groupes adm et systemd-journal (usermod -aG adm,systemd-journal tocsin), ou nommez le dossier dans follow.roots',
  },
  'too-many-files': {
    messages: [[any, 'Plus de fichiers correspondent qu’il n’en est suivi']],
    fix: 'Nommez moins de dossiers, ou faites plusieurs connexions',
  },
  'no-journalctl': {
    messages: [[any, 'journalctl manque sur cette machine']],
    fix: 'Installez systemd, ou suivez /var/log',
  },
  'journal-ended': {
    messages: [[any, 'journalctl s’est arrêté : $1']],
    fix: 'Voyez ce que dit journalctl quand ce compte le lance',
  },
  broker: {
    messages: [[any, 'Le courtier ne répond pas ou refuse : $1']],
    fix: 'Vérifiez l’adresse, l’autorité de son certificat, le nom et le mot de passe',
  },
  'topic-refused': {
    messages: [
      [
        /^The broker does not let us subscribe to (.+) and (\d+) more$/,
        'Le courtier refuse l’abonnement à $1 et à $2 autres',
      ],
      [/^The broker does not let us subscribe to (.*)$/, 'Le courtier refuse l’abonnement à $1'],
    ],
    fix: 'Donnez à ce compte, chez le courtier, le droit de lire ces sujets',
  },
  'asked-to-wait': {
    messages: [[any, 'Le serveur demande d’attendre']],
    fix: 'Rien à faire : il est interrogé à nouveau',
  },
  'too-large': {
    messages: [
      [/^The answer is larger than (\d+) bytes$/, 'La réponse dépasse $1 octets'],
      [/^The answer has more than (\d+) records$/, 'La réponse a plus de $1 enregistrements'],
    ],
    fix: 'Demandez moins d’enregistrements à la fois',
  },
  'too-slow': { messages: [[any, 'Le serveur n’a pas répondu à temps']], fix: 'Demandez moins à la fois' },
  'not-json': { messages: [[any, 'Le serveur ne répond pas en JSON']], fix: 'Vérifiez l’adresse' },
  'not-let-in': {
    messages: [[/^The server answers (\d+)$/, 'Le serveur refuse l’accès ($1)']],
    fix: 'Donnez un secret valable',
  },
  unavailable: {
    messages: [
      [/^The server answers (\d+)$/, 'Le serveur répond $1'],
      [/^The server cannot be asked: (.+)$/, 'Le serveur est injoignable : $1'],
    ],
    fix: 'Vérifiez l’adresse et l’autorité de son certificat ; il est interrogé à nouveau',
  },
  'bad-url': {
    messages: [
      [/^The next page is on another server$/, 'La page suivante est sur un autre serveur'],
      [
        /^(.+) is an address of this machine or of a private network$/,
        '$1 est une adresse de cette machine ou d’un réseau privé',
      ],
      [/^A name or password stands in the URL$/, 'Un nom ou un mot de passe est écrit dans l’adresse'],
      [/^Only HTTPS is asked$/, 'Seul HTTPS est interrogé'],
      [any, 'Cette adresse ne peut pas être interrogée ($1)'],
    ],
    fix: 'Corrigez-la, ou permettez allowPrivate si c’est voulu ; un secret se donne à part',
  },
  [closedCode]: { messages: closedFrench, fix: closedFixFrench },
  'no-address': { messages: [[/^(.+) has no address$/, '$1 n’a pas d’adresse']], fix: 'Vérifiez le nom' },
  'cannot-start': {
    messages: [[/^It cannot be started: ([\s\S]*)$/, 'Elle ne peut pas démarrer : $1']],
    fix: 'Corrigez ses réglages',
  },
}

const polled = new Set([
  ...['asked-to-wait', 'too-large', 'too-slow', 'not-json', 'not-let-in', 'unavailable', 'bad-url'],
  ...[closedCode, 'no-address'],
])

/** A trouble in both languages of the house: what is wrong, and what helps. */
export function toldTrouble({ code, message, fix }: Told): { readonly message: Words; readonly fix: Words } {
  const known = french[code]
  // What an API is in trouble with is told behind its host.
  const host = polled.has(code) ? /^[^\s:]{1,255}(?::\d{1,5})?: /.exec(message)?.[0] : undefined
  const about = message.slice(host?.length ?? 0)
  const found = known?.messages.find(([english]) => english.test(about))
  return {
    message: {
      en: message,
      fr:
        found === undefined
          ? `En difficulté (${code}) : ${message}`
          : `${host === undefined ? '' : `${host.slice(0, -2)} : `}${about.replace(found[0], found[1])}`,
    },
    fix: { en: fix, fr: known?.fix ?? 'Voyez le journal de Tocsin' },
  }
}

/** A trouble as one sentence in both languages of the house. */
export function troubleWords(trouble: Told): Words {
  const { message, fix } = toldTrouble(trouble)
  return { en: `${message.en}. ${fix.en}.`, fr: `${message.fr}. ${fix.fr}.` }
}
