import { z } from 'zod'
import { connectionList } from './connection-list.ts'
import {
  flag,
  folders,
  oneOf,
  optionalSize,
  optionalText,
  optionalWhole,
  share,
  size,
  text,
  texts,
  whole,
} from './setting.ts'

const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*|localhost)$/
const hostName = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})$/
const httpsOrigin = /^https:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?$/
const httpsUrl = /^https:\/\/[^\s]+$|^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[^\s]*$/
const something = /\S/

/**
 * Every setting of Tocsin: its shape, its default, what it does, and whether a running server takes a change of it.
 *
 * docs/guide/configuration.md is made from it.
 */
export const configSchema = z.strictObject({
  http: section({
    host: text('127.0.0.1', 'an address', address, {
      says: 'Address of the console, of the API and of /ingest',
      change: 'restart',
    }),
    port: whole(0, 65535, 4780, {
      says: 'Port of the console, of the API and of /ingest; 0 takes a free one',
      change: 'restart',
      alias: 'TOCSIN_PORT',
    }),
    hosts: texts('host names', hostName, {
      says: 'Names beside localhost and addresses under which Tocsin may be reached',
      change: 'live',
    }),
    publicOrigin: optionalText('an origin such as https://soc.example.org', httpsOrigin, {
      says: 'Where a reverse proxy on this machine ends TLS, keeps Host and sets X-Forwarded-For',
      change: 'live',
    }),
  }),
  syslog: section({
    enabled: flag(true, { says: 'Listen for syslog over TCP', change: 'restart' }),
    host: optionalText('an address', address, {
      says: 'Address for syslog; that of http where null',
      change: 'restart',
    }),
    port: whole(0, 65535, 4781, { says: 'TCP port for syslog; 0 takes a free one', change: 'restart' }),
    udp: flag(true, { says: 'Listen for syslog over UDP too', change: 'restart' }),
    udpPort: optionalWhole(0, 65535, { says: 'UDP port for syslog; that of TCP where null', change: 'restart' }),
    tls: flag(true, { says: 'Listen for syslog over TLS too', change: 'restart' }),
    tlsPort: optionalWhole(0, 65535, {
      says: 'TCP port for syslog over TLS; 6514 where null, or a free one where port is 0',
      change: 'restart',
    }),
  }),
  lumberjack: section({
    enabled: flag(true, { says: 'Listen for Beats and Logstash (Lumberjack v2)', change: 'restart' }),
    host: optionalText('an address', address, { says: 'Address for them; that of http where null', change: 'restart' }),
    port: optionalWhole(0, 65535, {
      says: 'TCP port for them; 5044 where null, or a free one where http.port is 0',
      change: 'restart',
    }),
    tls: flag(false, { says: 'Speak TLS with them, with the certificate of `tls`', change: 'restart' }),
  }),
  thisHost: section({
    logs: flag(false, { says: 'Follow the logs of this machine (/var/log) that we know', change: 'live' }),
    journal: flag(false, { says: 'Read the journal of this machine', change: 'live' }),
  }),
  follow: section({
    roots: folders(['/var/log'], {
      says: 'Folders below which files may be followed; nothing else is read, wherever a link leads',
      change: 'restart',
    }),
  }),
  connections: section({ list: connectionList() }),
  tls: section({
    certificate: optionalText('a file', something, {
      says: "PEM file with the server's certificate and its chain; one of Tocsin's own authority where null",
      change: 'restart',
      path: true,
    }),
    key: optionalText('a file', something, { says: 'PEM file with its key', change: 'restart', path: true }),
    names: texts('host names', hostName, {
      says: "Names beside this machine's own for which Tocsin's own certificate is made",
      change: 'restart',
    }),
    clientAuthority: optionalText('a file', something, {
      says: 'PEM file of the authority whose certificates prove who sends; that of our own certificate where null',
      change: 'restart',
      path: true,
    }),
    clientCertificate: oneOf(['optional', 'required'], 'optional', {
      says: 'Whether senders without a certificate are refused',
      change: 'restart',
    }),
  }),
  stream: section({
    workers: optionalWhole(1, 16, {
      says: 'Threads that judge; one a core beside the first (at most 4) where null. The findings do not depend on it',
      change: 'restart',
    }),
  }),
  rules: section({
    folders: texts('folders', something, {
      says: 'Folders of Sigma rules beside those that Tocsin brings and the `rules` of the data folder; read again at a reload',
      change: 'live',
      path: true,
    }),
    pipelines: texts('files', something, {
      says: "Files of processing pipelines (pySigma's YAML) that fit every rule to the names of fields that sources really send; read again at a reload",
      change: 'live',
      path: true,
    }),
    listenFirst: flag(true, {
      says: 'New rules only listen until somebody switches them on, unless they are stable or tested and of level high or critical',
      change: 'live',
    }),
    firstDayHits: whole(0, 1_000_000, 300, {
      says: 'A rule that speaks more often than this on its first day is set to listen; 0: never',
      change: 'live',
    }),
    firstDayAssets: whole(0, 100, 25, {
      says: 'The same, for a rule that speaks of more hosts, accounts or addresses than this; 0: never',
      change: 'live',
    }),
  }),
  retention: section({
    rawDays: whole(1, 3650, 7, {
      says: 'Days that raw records stay, where their source says nothing else',
      change: 'live',
    }),
    columnDays: whole(1, 3650, 90, {
      says: 'Days that the columns of an event stay, where its source says nothing else',
      change: 'live',
    }),
    peopleDays: whole(1, 366, 365, {
      says: 'Days after which the names of people go from columns that stay longer; twelve months at most',
      change: 'live',
    }),
    migratedDays: whole(0, 365, 14, {
      says: 'Days that the copy from before a migration stays; looked after when Tocsin starts',
      change: 'restart',
    }),
  }),
  disk: section({
    quota: optionalSize('1GB', {
      says: 'What the data folder may take; the whole volume where null',
      change: 'live',
    }),
    shedAt: share(0.5, 0.97, 0.9, {
      says: 'Share of the room at which the oldest raw records go, said aloud',
      change: 'live',
    }),
    stopAt: share(0.6, 0.99, 0.97, {
      says: 'Share of the room at which nothing more is acknowledged',
      change: 'live',
    }),
  }),
  people: section({
    lens: oneOf(['names', 'pseudonyms'], 'pseudonyms', {
      says: 'Whether fields that name people are shown as names or as pseudonyms; administrators see names',
      change: 'live',
    }),
    namesFor: texts('roles', /^(?:viewer|analyst|lead|field-engineer|dpo)$/, {
      says: 'Roles beside the administrator that see names without revealing them',
      change: 'live',
    }),
  }),
  signIn: section({
    secondFactor: oneOf(['optional', 'administrators', 'everyone'], 'optional', {
      says: 'Who must have a second factor',
      change: 'live',
    }),
  }),
  oidc: section({
    issuer: optionalText('a URL with https, or http on this machine', httpsUrl, {
      says: 'The OpenID provider; sign-in with it is off where null',
      change: 'restart',
    }),
    clientId: optionalText('a text', something, { says: 'What the provider calls Tocsin', change: 'restart' }),
    clientSecret: optionalText('a text', something, {
      says: 'What Tocsin proves itself with to the provider',
      change: 'restart',
      secret: true,
    }),
    roleClaim: text('groups', 'the name of a claim', /^[\w:./-]+$/, {
      says: "The claim of a person's token that names roles",
      change: 'restart',
    }),
  }),
  audit: section({
    days: whole(180, 1096, 365, {
      says: 'Days that the audit of who did what stays; six months to three years',
      change: 'live',
    }),
    syslogHost: optionalText('a host name or an address', /^[A-Za-z0-9.:-]+$/, {
      says: 'Where the checkpoints of the audit chain also go, by syslog over TCP',
      change: 'live',
    }),
    syslogPort: whole(1, 65535, 601, { says: 'Its port (RFC 6587)', change: 'live' }),
  }),
  notify: section({
    hosts: texts('host names, or `*.example.org`', /^(?:\*\.)?[A-Za-z0-9][A-Za-z0-9.:-]{0,252}$/, {
      says: 'Hosts that webhooks and mail may go to; nothing is sent to any other',
      change: 'live',
    }),
    allowPrivate: flag(false, {
      says: 'Whether these may have addresses of this machine or of a private network',
      change: 'live',
    }),
  }),
  store: section({
    memory: size('64MB', '512MB', { says: 'What the event store may keep in memory', change: 'restart' }),
    threads: whole(1, 64, 2, { says: 'Threads of the event store', change: 'restart' }),
  }),
  query: section({
    seconds: whole(1, 3600, 30, { says: 'How long one search may take, waiting included', change: 'live' }),
  }),
  backup: section({
    keepDays: whole(1, 3650, 30, {
      says: 'Days after which `backup prune` removes a backup whole',
      change: 'live',
    }),
  }),
  log: section({
    level: oneOf(['debug', 'info', 'warn', 'error', 'silent'], 'warn', {
      says: 'What Tocsin writes of itself on standard error',
      change: 'live',
      alias: 'TOCSIN_LOG',
    }),
  }),
})

export type Config = z.output<typeof configSchema>

function section<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape).prefault({} as never)
}
