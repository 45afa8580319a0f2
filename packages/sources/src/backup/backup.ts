import type { LogSource } from '@tocsin/event'
import type { Dialect, Put, Said } from '../wire/dialect.ts'
import { readPairs } from '../wire/pairs.ts'
import { type Phrase, phrases } from '../wire/phrases.ts'

const backup: LogSource = { category: 'backup' }
const done = { outcome: 'success' }
const failed = { outcome: 'failure' }

function dialect(id: string, list: readonly Phrase[]): Dialect {
  const said: Said = { logsources: [backup, { product: id, category: 'backup' }], product: id }
  const read = phrases(list, said)
  const readAll = (text: string, start: number, put: Put) => {
    level.lastIndex = start
    const at = start + (level.exec(text)?.[0].length ?? 0)
    const close = text.startsWith('[categoryId=', at) ? text.indexOf('] ', at) : -1
    if (close < 0) return read(text, at, put)
    // Veeam puts its parameters in front of the sentence.
    const told = read(text, close + 2, put)
    if (told !== undefined) readPairs(text.slice(0, close), at + 1, put)
    return told
  }
  return { id, logsources: said.logsources, read: readAll }
}

// `INFO `, `[2026-11-20 10:00:00,123] ERROR: `: what wrappers put in front.
const level = /(?:\[[\d\-T:., ]{10,32}\] )?(?:(?:INFO|WARNING|ERROR|CRITICAL|info|warning|error):? )?/y

const borg = dialect('borg', [
  ['Creating archive at "%{text:target}"', { action: 'backup' }],
  ['Archive name: %{rest:archive}', { action: 'backup' }],
  ['Deleting archive: %{rest:archive}', { action: 'delete' }],
  ['Deleted archive: %{rest:archive}', { action: 'delete', ...done }],
  ['Pruning archive: %{rest:archive}', { action: 'prune' }],
  ['Pruning archive (%{text}): %{rest:archive}', { action: 'prune' }],
  ['Repository deleted.', { action: 'delete-repository', ...done }],
  ['You requested to completely DELETE the %{rest:target}', { action: 'delete-repository' }],
  ['Archive %{word:archive} not found', { action: 'read', ...failed }],
  ['terminating with success status, rc %{int:code}', { action: 'end', ...done }],
  ['terminating with warning status, rc %{int:code}', { action: 'end', ...done }],
  ['terminating with error status, rc %{int:code}', { action: 'end', ...failed }],
  ['Repository %{word:target} does not exist.', { action: 'open', ...failed }],
  ['Failed to create/acquire the lock %{rest:reason}', { action: 'lock', ...failed }],
  ['passphrase supplied in %{word} is incorrect.', { action: 'open', ...failed }],
])

const restic = dialect('restic', [
  ['snapshot %{word:archive} saved', { action: 'backup', ...done }],
  ['[%{text}] %{word} %{int} / %{int:files} snapshots deleted', { action: 'delete', ...done }],
  ['remove %{int:snapshots} snapshots:', { action: 'delete' }],
  ['removed snapshot %{word:archive}', { action: 'delete', ...done }],
  ['deleted snapshot %{word:archive}', { action: 'delete', ...done }],
  ['%{int:snapshots} snapshots have been removed, running prune', { action: 'delete', ...done }],
  ['removing %{int:packs} old packs', { action: 'prune' }],
  ['deleting unreferenced packs', { action: 'prune' }],
  ['Fatal: wrong password or no key found', { action: 'open', ...failed }],
  ['Fatal: %{rest:reason}', { action: 'end', ...failed }],
  ['no errors were found', { action: 'check', ...done }],
  ['removed key %{rest:key}', { action: 'remove-key', ...done }],
  ['saved new key as %{rest:key}', { action: 'add-key', ...done }],
])

// Veeam Backup & Replication writes RFC 5424 with its parameters as structured data; the message is a sentence
// (helpcenter.veeam.com, Event Reference).
const veeam = dialect('veeam', [
  ["Backup job '%{text:job}' finished with Success", { action: 'backup', ...done }],
  ["Backup job '%{text:job}' finished with Warning", { action: 'backup', ...done }],
  ["Backup job '%{text:job}' finished with Failed", { action: 'backup', ...failed }],
  ["Backup job '%{text:job}' has been deleted", { action: 'delete-job', ...done }],
  ["Job '%{text:job}' has been deleted", { action: 'delete-job', ...done }],
  ["Backup '%{text:archive}' has been deleted", { action: 'delete', ...done }],
  ["Restore point for VM '%{text:target}' has been removed", { action: 'delete', ...done }],
  ["Restore point '%{text:archive}' has been removed", { action: 'delete', ...done }],
  ["Backup repository '%{text:target}' has been deleted", { action: 'delete-repository', ...done }],
  ["Backup repository '%{text:target}' has been removed", { action: 'delete-repository', ...done }],
  ["User or group '%{text:target_user}' has been added", { action: 'user-created' }],
  ["User '%{text:user}' has logged in", { action: 'login', ...done }],
  ['Multi-factor authentication has been disabled', { action: 'mfa-disabled' }],
])

/** Program name in syslog -> how it speaks. */
export const backupPrograms: readonly (readonly [string, Dialect])[] = [
  ['borg', borg],
  ['borgmatic', borg],
  ['restic', restic],
  ['veeam_mp', veeam],
]
export { borg, restic, veeam }
