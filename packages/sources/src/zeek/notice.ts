import type { Native, Severity, Verdict } from '@tocsin/event'
import { textOf } from '../wire/growing.ts'
import { itemsOf, verdictOf } from '../wire/verdict.ts'

/**
 * What Zeek says in notice.log (docs.zeek.org, Notice framework). A notice has no severity: those of Zeek's own scripts
 * have one here; of others, one that Zeek would send somebody a mail about is of medium gravity.
 */
export function noticeVerdict(native: Native): Verdict | undefined {
  const note = textOf(native, 'note')
  if (note === undefined) return undefined
  const [severity, technique] = known.get(note) ?? [loud(native) ? 'medium' : bySubject(note), undefined]
  const message = textOf(native, 'msg')
  return verdictOf({
    tool: 'Zeek',
    rule: note,
    title: message === undefined || message === '-' ? note : `${note}: ${message}`,
    severity,
    techniques: technique,
    stopped: itemsOf(native, 'actions').includes('Notice::ACTION_DROP'),
  })
}

function loud(native: Native): boolean {
  return itemsOf(native, 'actions').some((action) => /ACTION_(?:EMAIL|PAGE|ALARM)/.test(action.slice(0, 200)))
}

/** What Zeek says of itself or of clumsy software is no attack. */
function bySubject(note: string): Severity {
  return quiet.has(note.slice(0, Math.max(0, note.indexOf('::')))) ? 'info' : 'medium'
}

const quiet = new Set(['CaptureLoss', 'PacketFilter', 'Weird', 'Software', 'SSL', 'ProtocolDetector', 'Stats', 'FTP'])

const known: ReadonlyMap<string, readonly [Severity, string | undefined]> = new Map([
  ['Scan::Port_Scan', ['medium', 'T1046']],
  ['Scan::Address_Scan', ['medium', 'T1046']],
  ['SSH::Password_Guessing', ['medium', 'T1110.001']],
  ['SSH::Login_By_Password_Guesser', ['high', 'T1110.001']],
  ['SSH::Watched_Country_Login', ['medium', 'T1078']],
  ['FTP::Bruteforcing', ['medium', 'T1110.001']],
  ['HTTP::SQL_Injection_Attacker', ['medium', 'T1190']],
  ['HTTP::SQL_Injection_Victim', ['medium', 'T1190']],
  ['Heartbleed::SSL_Heartbeat_Attack', ['high', 'T1190']],
  ['Heartbleed::SSL_Heartbeat_Attack_Success', ['critical', 'T1190']],
  ['Intel::Notice', ['high', undefined]],
  ['TeamCymruMalwareHashRegistry::Match', ['high', 'T1204.002']],
  ['Traceroute::Detected', ['low', 'T1590']],
  ['Signatures::Sensitive_Signature', ['medium', undefined]],
])
