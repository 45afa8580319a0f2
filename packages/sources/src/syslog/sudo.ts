import type { Put } from '../wire/dialect.ts'
import { readPam } from './sshd.ts'

// `alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/bash` (sudoers(5), log format).
export function readSudo(text: string, body: number, put: Put): void {
  readPam(text, body, put)
  const start = skipSpaces(text, body)
  const colon = text.indexOf(' : ', start)
  const command = text.indexOf('COMMAND=', start)
  if (colon < 0 || colon > start + 64 || command < 0) return
  put('user', text.slice(start, colon), start, colon)
  const refused = !/^(?:TTY|HOST|PWD|USER|GROUP|ENV|TSID)=/.test(text.slice(colon + 3, colon + 9))
  put('outcome', refused ? 'failure' : 'success', colon + 3, command)
  const head = text.slice(0, command)
  for (const [key, name] of sudoKeys) {
    const at = head.indexOf(key, colon)
    if (at < 0) continue
    const value = at + key.length
    const end = head.indexOf(' ; ', value)
    if (end > value) put(name, text.slice(value, end), value, end)
  }
  put('command', text.slice(command + 8), command + 8, text.length)
}

const sudoKeys = [
  [' TTY=', 'tty'],
  [' PWD=', 'pwd'],
  [' USER=', 'run_as'],
] as const

// `(to root) alice on pts/0`, `FAILED SU (to root) alice on pts/0` (util-linux su).
export function readSu(text: string, body: number, put: Put): void {
  readPam(text, body, put)
  const start = skipSpaces(text, body)
  const failed = text.startsWith('FAILED SU ', start)
  const open = failed ? start + 10 : start
  const close = text.indexOf(') ', open)
  const on = text.lastIndexOf(' on ')
  if (!text.startsWith('(to ', open) || close < 0 || on < close + 2) return
  put('run_as', text.slice(open + 4, close), open + 4, close)
  put('user', text.slice(close + 2, on), close + 2, on)
  put('tty', text.slice(on + 4), on + 4, text.length)
  put('outcome', failed ? 'failure' : 'success', start, close + 1)
}

// `(root) CMD (/usr/local/bin/backup)` (cron(8)).
export function readCron(text: string, body: number, put: Put): void {
  readPam(text, body, put)
  const close = text.indexOf(') ', body)
  if (text.charCodeAt(body) !== 40 || close < 0 || close > body + 64) return
  put('user', text.slice(body + 1, close), body + 1, close)
  const open = text.indexOf(' (', close)
  if (open < 0 || !text.endsWith(')')) return
  put('action', text.slice(close + 2, open), close + 2, open)
  put('command', text.slice(open + 2, -1), open + 2, text.length - 1)
}

function skipSpaces(text: string, start: number): number {
  let at = start
  while (text.charCodeAt(at) === 32) at++
  return at
}
