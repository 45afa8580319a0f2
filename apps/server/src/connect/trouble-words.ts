import type { Words } from '@tocsin/kit'
import type { ConnectionTrouble } from '@tocsin/sources'

/** What went wrong and what helps, in French, by the code of a trouble; the English stands in the trouble itself. */
const french: Readonly<Record<string, string>> = {
  denied:
    'Ce compte n’a pas le droit de tout lire. Ajoutez-le aux groupes adm et systemd-journal, ou nommez le dossier dans follow.roots',
  'too-many-files': 'Trop de fichiers correspondent. Nommez moins de dossiers, ou faites plusieurs connexions',
  'no-journalctl': 'journalctl manque sur cette machine. Installez systemd, ou suivez /var/log',
  'journal-ended': 'journalctl s’est arrêté. Voyez ce qu’il dit quand ce compte le lance',
  broker:
    'Le courtier ne répond pas ou refuse. Vérifiez l’adresse, l’autorité de son certificat, le nom et le mot de passe',
  'topic-refused': 'Le courtier refuse un sujet. Donnez à ce compte le droit de le lire',
  'asked-to-wait': 'Le serveur demande d’attendre. Rien à faire',
  'too-large': 'La réponse est trop grande. Demandez moins d’enregistrements à la fois',
  'too-slow': 'Le serveur n’a pas répondu à temps. Demandez moins à la fois',
  'not-json': 'Le serveur ne répond pas en JSON. Vérifiez l’adresse',
  'not-let-in': 'Le serveur refuse l’accès. Donnez un secret valable',
  unavailable: 'Le serveur est injoignable. Vérifiez l’adresse et l’autorité de son certificat',
  'bad-url': 'Cette adresse ne peut pas être interrogée. Corrigez-la, ou permettez allowPrivate si c’est voulu',
  'cannot-start': 'Elle ne peut pas démarrer. Corrigez ses réglages',
}

/** A trouble as one sentence in both languages of the house. */
export function troubleWords({ code, message, fix }: ConnectionTrouble): Words {
  return { en: `${message}. ${fix}.`, fr: `${french[code] ?? `En difficulté (${code}) : ${message}`}.` }
}
