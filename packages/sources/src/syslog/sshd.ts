import type { Put } from '../wire/dialect.ts'

/**
 * Reads what sshd says (OpenSSH auth.c, auth2.c, packet.c, session.c) into `action`, `outcome`, `user`, `src_ip`,
 * `src_port`, `method`, `invalid_user`.
 *
 * A user name is the sender's choice, spaces and ` from ` included: where the server adds the address after a name that
 * it has not accepted, the last ` from ` counts.
 */
export function readSshd(text: string, start: number, put: Put): void {
  const reading = { text, put, start }
  const rest = text.slice(start, start + 16)
  if (rest.startsWith('Accepted ')) readLogin(reading, 9, 'success', text.indexOf(' from ', start))
  else if (rest.startsWith('Failed ')) readLogin(reading, 7, 'failure', text.lastIndexOf(' from '))
  else if (rest.startsWith('Invalid user ')) readInvalid(reading)
  else if (rest.startsWith('Connection ')) readEnd(reading, start + 11)
  else if (rest.startsWith('Disconnect')) readEnd(reading, start + 13)
  else if (rest.startsWith('Received disconn')) readPeer(reading, 'disconnect', start + 25)
  else if (rest.startsWith('error: maximum a')) readExceeded(reading)
  else if (rest.startsWith('User ')) readRefused(reading)
  else if (rest.startsWith('Did not receive ')) readPeer(reading, 'no-identification', text.lastIndexOf(' from ') + 6)
  else if (rest.startsWith('Unable to negoti')) readPeer(reading, 'no-agreement', start + 25)
}

/** pam_unix lines, which sshd, sudo, su and cron share. */
export function readPam(text: string, start: number, put: Put): void {
  // `pam_unix(sshd:session): session opened for user root(uid=0) by (uid=0)`
  const session = sessions.exec(text.slice(start, start + 512))
  if (session !== null) {
    const name = session[3] ?? ''
    const at = start + session.index + session[0].length - name.length
    putWord(put, 'action', `session-${session[2]}`, start, at)
    put('user', name, at, at + name.length)
    return
  }
  // `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.7  user=root`
  const failure = text.indexOf('authentication failure; ', start)
  if (failure < 0 || failure > start + 64) return
  putWord(put, 'action', 'authentication', failure, failure + 22)
  putWord(put, 'outcome', 'failure', failure, failure + 22)
  pairAfter(text, failure, ' rhost=', 'src_ip', put)
  pairAfter(text, failure, ' user=', 'user', put)
}

const sessions = /^pam_[a-z]+\(([\w-]{1,32}):session\): session (opened|closed) for user ([^\s(]{1,255})/

interface Reading {
  readonly text: string
  readonly put: Put
  readonly start: number
}

// `Accepted publickey for deploy from 192.0.2.10 port 50000 ssh2: ED25519 SHA256:...`
function readLogin({ text, put, start }: Reading, verb: number, outcome: string, from: number): void {
  const method = start + verb
  const methodEnd = text.indexOf(' for ', method)
  if (methodEnd < 0 || from < methodEnd) return
  putWord(put, 'action', 'login', start, start + verb - 1)
  putWord(put, 'outcome', outcome, start, start + verb - 1)
  put('method', text.slice(method, methodEnd), method, methodEnd)
  const name = methodEnd + 5
  const invalid = text.startsWith('invalid user ', name)
  if (invalid) put('invalid_user', true, name, name + 12)
  putUser(put, text, invalid ? name + 13 : name, from)
  putEndpoint(put, text, from + 6)
}

// `Invalid user admin from 198.51.100.7 port 40000`
function readInvalid({ text, put, start }: Reading): void {
  const from = text.lastIndexOf(' from ')
  if (from < start + 12) return
  putWord(put, 'action', 'invalid-user', start, start + 12)
  putWord(put, 'outcome', 'failure', start, start + 12)
  put('invalid_user', true, start, start + 12)
  putUser(put, text, start + 13, from)
  putEndpoint(put, text, from + 6)
}

// `Connection closed by authenticating user root 198.51.100.7 port 4242 [preauth]`, `Disconnected from user x 192.0.2.1 port 1`
function readEnd({ text, put, start }: Reading, after: number): void {
  const port = text.lastIndexOf(' port ')
  if (port < after) return
  putWord(put, 'action', text.startsWith('reset', after) ? 'reset' : 'disconnect', start, after - 1)
  const address = text.lastIndexOf(' ', port - 1) + 1
  putEndpoint(put, text, address)
  for (const [words, invalid] of endings) {
    const at = text.indexOf(words, after - 6)
    if (at < 0 || at + words.length > address - 1) continue
    if (invalid) put('invalid_user', true, at + 1, at + words.length - 1)
    putUser(put, text, at + words.length, address - 1)
    return
  }
}

const endings = [
  [' authenticating user ', false],
  [' invalid user ', true],
  [' from user ', false],
  [' by user ', false],
] as const

function readPeer({ text, put, start }: Reading, action: string, address: number): void {
  if (address < start + 6) return
  putWord(put, 'action', action, start, address - 1)
  putEndpoint(put, text, address)
}

// `error: maximum authentication attempts exceeded for invalid user root from 198.51.100.7 port 4242 ssh2 [preauth]`
function readExceeded({ text, put, start }: Reading): void {
  const from = text.lastIndexOf(' from ')
  const name = text.indexOf(' exceeded for ', start) + 14
  if (name < start + 14 || from < name) return
  putWord(put, 'action', 'too-many-attempts', start, name - 5)
  putWord(put, 'outcome', 'failure', start, name - 5)
  const invalid = text.startsWith('invalid user ', name)
  if (invalid) put('invalid_user', true, name, name + 12)
  putUser(put, text, invalid ? name + 13 : name, from)
  putEndpoint(put, text, from + 6)
}

// `User backup from 192.0.2.10 not allowed because not listed in AllowUsers`
function readRefused({ text, put, start }: Reading): void {
  const not = text.lastIndexOf(' not allowed because ')
  const from = not < 0 ? -1 : text.lastIndexOf(' from ', not)
  if (from < start + 5) return
  putWord(put, 'action', 'login', start, start + 4)
  putWord(put, 'outcome', 'failure', not + 1, not + 12)
  putUser(put, text, start + 5, from)
  put('src_ip', text.slice(from + 6, not), from + 6, not)
}

function putUser(put: Put, text: string, start: number, end: number): void {
  if (end >= start) put('user', text.slice(start, end), start, end)
}

// `198.51.100.7 port 4242`
function putEndpoint(put: Put, text: string, start: number): void {
  let end = start
  while (end < text.length && end < start + 256 && text.charCodeAt(end) !== 32) end++
  if (end === start) return
  put('src_ip', text.slice(start, end), start, end)
  if (!text.startsWith(' port ', end)) return
  const port = end + 6
  let portEnd = port
  while (portEnd < port + 5 && text.charCodeAt(portEnd) >= 48 && text.charCodeAt(portEnd) <= 57) portEnd++
  if (portEnd > port) put('src_port', Number(text.slice(port, portEnd)), port, portEnd)
}

function pairAfter(text: string, start: number, key: string, name: string, put: Put): void {
  const at = text.indexOf(key, start)
  if (at < 0) return
  const value = at + key.length
  const space = text.indexOf(' ', value)
  const end = space < 0 ? text.length : space
  if (end > value) put(name, text.slice(value, end), value, end)
}

/** A word of ours for what the text says at [start, end). */
function putWord(put: Put, name: string, word: string, start: number, end: number): void {
  put(name, word, start, end)
}
