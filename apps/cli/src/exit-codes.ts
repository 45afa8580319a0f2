import type { Words } from '@tocsin/kit'

/** What the exit code of every command says: the one place. docs/guide/commands.md has the same table, and a test holds them together. */
export const exitCodes = { done: 0, failed: 1, usage: 2, found: 3 } as const

export const exitWords: Readonly<Record<keyof typeof exitCodes, Words>> = {
  done: { en: 'done', fr: 'fait' },
  failed: {
    en: 'it could not be done, or not wholly: no server, no such file, a disk that is full, a replayed file that is damaged before its end, a backup that is damaged or that nothing given opens; `doctor` found what keeps Tocsin from working',
    fr: 'cela n’a pas pu être fait, ou pas entièrement : pas de serveur, pas de tel fichier, disque plein, fichier rejoué endommagé, sauvegarde endommagée ou que rien de donné n’ouvre ; `doctor` a trouvé ce qui empêche Tocsin de travailler',
  },
  usage: {
    en: 'the command is written wrongly: an unknown command, option, field or source, a number that is none, a folder of rules that is not there',
    fr: 'la commande est mal écrite : commande, option, champ ou source inconnus, nombre qui n’en est pas un, dossier de règles absent',
  },
  found: {
    en: 'done, and something was found: `verify` found a changed entry, `rules check` refused a rule, `rules test` saw one fail, `backup prune --expired` left a backup that nothing given opens, `doctor` found what needs somebody',
    fr: 'fait, et quelque chose a été trouvé : `verify` a trouvé une entrée modifiée, `rules check` a refusé une règle, `rules test` en a vu une échouer, `backup prune --expired` a laissé une sauvegarde que rien de donné n’ouvre, `doctor` a trouvé ce qui réclame quelqu’un',
  },
}
