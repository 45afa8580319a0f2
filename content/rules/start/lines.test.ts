import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Frame } from '@tocsin/event'
import { compile, loadRules, ruleEar } from '@tocsin/sigma'
import { decoders } from '@tocsin/sources'
import { expect, test } from 'vitest'

// The rules against lines as devices write them: a decoder that renamed a field would silence a rule.
const here = import.meta.dirname
const names = readdirSync(here).filter((name) => name.endsWith('.yml') && !name.endsWith('.test.yml'))
const engine = compile(loadRules(names.map((path) => ({ path, text: readFileSync(join(here, path), 'utf8') }))))

test.each([
  [
    'SQL Injection Tried Against a Web Application',
    'web',
    '198.51.100.7 - - [20/Nov/2026:10:00:00 +0100] "GET /permis?id=1%20union%20select HTTP/1.1" 500 9 "-" "-"',
  ],
  [
    'Web Server Gave Out a Secret File',
    'web',
    '{"remote_addr":"198.51.100.7","request_method":"GET","request_uri":"/.env","status":"200"}',
  ],
  [
    'Account Made Administrator on Linux',
    'syslog',
    "<86>Nov 20 10:00:00 srv-01 usermod[7]: add 'maint' to group 'sudo'",
  ],
  [
    'Second Root Account on Linux',
    'syslog',
    '<86>Nov 20 10:00:00 srv-01 useradd[7]: new user: name=maint, UID=0, GID=0, home=/root, shell=/bin/sh',
  ],
  [
    'Logs Cleared Through Sudo',
    'syslog',
    '<86>Nov 20 10:00:00 srv-01 sudo: maint : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/rm /var/log/auth.log',
  ],
  [
    'Logging Turned Off on a Network Device',
    'syslog',
    '<189>48: Nov 20 10:00:09.000: %PARSER-5-CFGLOG_LOGGEDCMD: User:a.petit  logged command:no logging on',
  ],
  [
    'Backups Deleted',
    'syslog',
    "<14>1 2026-11-20T10:00:00Z vbr-01 Veeam_MP - - - Backup repository 'Default' has been deleted",
  ],
  [
    'Connection Denied by a Firewall',
    'syslog',
    '<4>Nov 20 10:00:00 fw-02 kernel: nft-drop: IN=eth0 OUT= SRC=198.51.100.7 DST=192.0.2.1 PROTO=TCP SPT=1 DPT=22',
  ],
  [
    'Connection Denied by a Firewall',
    'syslog',
    '<134>Nov 20 10:00:00 fw CEF:0|V|P|1|1|N|1|src=198.51.100.7 dst=192.0.2.1 dpt=22 act=Blocked',
  ],
  [
    'Name That Looks Random Asked of DNS',
    'syslog',
    '<30>Nov 20 10:00:00 gw dnsmasq[1]: query[A] a1b2c3d4e5f6a7b8.tunnel.example from 192.0.2.44',
  ],
  [
    'VPN Sign-In Failed',
    'fortigate',
    'date=2026-11-20 time=10:00:00 devid="F" logid="1" type="event" subtype="vpn" action="ssl-login-fail" user="x"',
  ],
  [
    'VPN Sign-In Accepted',
    'openvpn',
    "198.51.100.7:40001 TLS: Username/Password authentication succeeded for username 'j.martin'",
  ],
  [
    'Mailbox Rule Forwards Mail',
    'm365',
    '{"Workload":"Exchange","Operation":"New-InboxRule","RecordType":1,"Parameters":[{"Name":"ForwardTo","Value":"y@z"}]}',
  ],
])('%s: %s, %s', (title, id, line) => {
  const heard = ruleEar(engine)
  const event = eventOf(id, line)
  heard.take(event, event.time ?? 0)
  expect([...heard.said].map((rule) => rule.title)).toEqual([title])
})

test('many random names asked through a resolver, and a scan at the firewall, are heard from the lines', () => {
  const heard = ruleEar(engine)
  for (let at = 10; at < 50; at++) {
    for (const line of [
      `<30>Nov 20 10:00:${at} gw named[1]: client @0x7f 192.0.2.44#${at} (x): query: q${at}x7k2m9z4w1b8c5.t.example IN TXT + (192.0.2.1)`,
      `<134>Nov 20 10:00:${at} filterlog[1]: 5,,,77,igb0,match,block,in,4,0x0,,52,1,0,DF,6,tcp,60,198.51.100.7,192.0.2.10,40000,${at},0,S,1,,64240,,`,
    ]) {
      const event = eventOf('syslog', line)
      heard.take(event, event.time ?? 0)
    }
  }
  const titles = [...heard.said].map(({ title }) => title)
  expect(titles).toContain('Many Names That Look Random Asked of DNS')
  expect(titles).toContain('Ports Scanned at the Firewall')
})

function eventOf(id: string, line: string) {
  const decoder = decoders.find((one) => one.id === id)
  const frame = { payload: new TextEncoder().encode(line), received: Date.UTC(2026, 10, 20, 12) * 1000 }
  const decoded = decoder?.decode(frame as unknown as Frame)
  const event = decoded?.ok ? decoded.value[0] : undefined
  if (event === undefined) throw new Error(`${id} does not read ${line}`)
  return event
}
