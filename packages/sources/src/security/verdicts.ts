import type { Native, Severity, Verdict } from '@tocsin/event'
import { integerOf, textOf } from '../wire/growing.ts'
import { firstOf, itemsOf, severityNamed, verdictOf } from '../wire/verdict.ts'

/** Wazuh: `rule.level` 0 to 15 (ruleset, "Rules classification"). */
export function wazuhVerdict(native: Native): Verdict | undefined {
  return verdictOf({
    tool: 'Wazuh',
    rule: textOf(native, 'rule.id'),
    title: textOf(native, 'rule.description'),
    severity: byLevel(integerOf(native, 'rule.level') ?? 0),
    techniques: native.get('rule.mitre.id'),
  })
}

function byLevel(level: number): Severity {
  return level >= 15 ? 'critical' : level >= 12 ? 'high' : level >= 7 ? 'medium' : level >= 4 ? 'low' : 'info'
}

/** Defender: the Graph's alerts_v2 and the streamed table AlertInfo. One that is resolved says nothing new. */
export function defenderVerdict(native: Native): Verdict | undefined {
  if (native.has('detectionSource') && native.has('providerAlertId')) {
    if (textOf(native, 'status')?.toLowerCase() === 'resolved') return undefined
    return verdictOf({
      tool: 'Microsoft Defender',
      rule: textOf(native, 'detectorId') ?? textOf(native, 'title'),
      title: textOf(native, 'title'),
      severity: severityNamed(textOf(native, 'severity')) ?? 'medium',
      techniques: native.get('mitreTechniques'),
    })
  }
  if (textOf(native, 'category') !== 'AdvancedHunting-AlertInfo') return undefined
  return verdictOf({
    tool: 'Microsoft Defender',
    rule: textOf(native, 'properties.Title'),
    title: textOf(native, 'properties.Title'),
    severity: severityNamed(textOf(native, 'properties.Severity')) ?? 'medium',
    techniques: native.get('properties.AttackTechniques'),
  })
}

/** CrowdStrike Falcon's detections. */
export function crowdstrikeVerdict(native: Native): Verdict | undefined {
  if (!/Detection|Incident/.test((textOf(native, 'metadata.eventType') ?? '').slice(0, 128))) return undefined
  const name = textOf(native, 'event.DetectName') ?? textOf(native, 'event.Name')
  const what = textOf(native, 'event.DetectDescription') ?? textOf(native, 'event.Description')
  return verdictOf({
    tool: 'CrowdStrike Falcon',
    rule: textOf(native, 'event.PatternId') ?? name,
    title: name ?? what,
    severity: severityNamed(textOf(native, 'event.SeverityName')) ?? 'medium',
    techniques:
      native.get('event.MitreAttack.TechniqueID') ?? native.get('event.TechniqueId') ?? native.get('event.Technique'),
    stopped: /prevented|blocked|quarantin|killed/i.test(
      (textOf(native, 'event.PatternDispositionDescription') ?? '').slice(0, 200),
    ),
  })
}

interface Hit {
  readonly rule: string
  readonly title: string
  /** ModSecurity's numbers: 0 emergency .. 7 debug; the Core Rule Set uses 2 critical, 3 error, 4 warning, 5 notice. */
  readonly severity: number
}

/**
 * ModSecurity 2 and 3, Coraza: the gravest rule that matched a request. Each attempt against a server that faces the
 * world matches: what was refused is of medium gravity, what passed of high.
 */
export function modsecurityVerdict(native: Native): Verdict | undefined {
  const hits = [...version3(native), ...coraza(native), ...version2(native)].filter(({ title }) => title !== '')
  // 949, 959, 980: only what the others add up to.
  const own = hits.filter(({ rule }) => !/^(?:949|959|980)\d{3}$/.test(rule))
  const worst = (own.length > 0 ? own : hits).reduce<Hit | undefined>(
    (best, hit) => (best === undefined || hit.severity < best.severity ? hit : best),
    undefined,
  )
  if (worst === undefined) return undefined
  const code = integerOf(native, 'transaction.response.http_code') ?? integerOf(native, 'response.status')
  const stopped = native.get('transaction.is_interrupted') === true || code === 403 || code === 406
  const grave: Severity = worst.severity <= 2 ? (stopped ? 'medium' : 'high') : worst.severity <= 3 ? 'medium' : 'low'
  return verdictOf({
    tool: 'ModSecurity',
    rule: worst.rule,
    title: worst.title,
    severity: worst.severity >= 5 ? 'info' : grave,
    // The Core Rule Set names the attack, not the technique; all of them are against what faces the public.
    techniques: worst.severity <= 3 ? 'T1190' : undefined,
    stopped,
  })
}

function version3(native: Native): readonly Hit[] {
  const rules = itemsOf(native, 'transaction.messages.details.ruleId')
  const severities = itemsOf(native, 'transaction.messages.details.severity')
  return itemsOf(native, 'transaction.messages.message').map((title, at) => hit(rules[at], title, severities[at]))
}

function coraza(native: Native): readonly Hit[] {
  const rules = itemsOf(native, 'messages.data.id')
  const severities = itemsOf(native, 'messages.data.severity')
  return itemsOf(native, 'messages.data.msg').map((title, at) => hit(rules[at], title, severities[at]))
}

// `... [id "942100"] [msg "SQL Injection Attack"] [severity "CRITICAL"]`
function version2(native: Native): readonly Hit[] {
  return itemsOf(native, 'audit_data.messages').map((text) => {
    const part = (name: string) => new RegExp(`\\[${name} "([^"]{1,300})"\\]`).exec(text.slice(0, 8000))?.[1]
    return hit(part('id'), part('msg') ?? '', part('severity'))
  })
}

const words = ['EMERGENCY', 'ALERT', 'CRITICAL', 'ERROR', 'WARNING', 'NOTICE', 'INFO', 'DEBUG']

function hit(rule: string | undefined, title: string, severity: string | undefined): Hit {
  const number = /^[0-7]$/.test(severity ?? '') ? Number(severity) : words.indexOf((severity ?? '').toUpperCase())
  return { rule: rule ?? '', title, severity: number < 0 ? 4 : number }
}

/** Alerts of whatever names its fields as ECS (`event.kind: alert`) or OCSF (2004 Detection Finding) does. */
export function anyVerdict(native: Native): Verdict | undefined {
  const product =
    textOf(native, 'observer.product') ??
    textOf(native, 'metadata.product.name') ??
    textOf(native, 'event.module') ??
    textOf(native, 'observer.vendor') ??
    'JSON'
  return verdictOf({
    tool: product.slice(0, 64),
    rule: textOf(native, 'rule.id') ?? textOf(native, 'rule.uuid') ?? textOf(native, 'finding_info.analytic.uid'),
    title:
      textOf(native, 'rule.name') ??
      textOf(native, 'finding_info.title') ??
      textOf(native, 'kibana.alert.rule.name') ??
      textOf(native, 'message'),
    severity:
      severityNamed(
        textOf(native, 'severity') ?? textOf(native, 'kibana.alert.severity') ?? textOf(native, 'rule.severity'),
      ) ??
      byOcsf.get(integerOf(native, 'severity_id') ?? 0) ??
      'medium',
    techniques:
      native.get('threat.technique.id') ??
      native.get('attacks.technique.uid') ??
      native.get('finding_info.attacks.technique.uid') ??
      firstOf(native, 'threat.technique.subtechnique.id'),
  })
}

// OCSF 1.3: severity_id.
const byOcsf: ReadonlyMap<number, Severity> = new Map([
  [1, 'info'],
  [2, 'low'],
  [3, 'medium'],
  [4, 'high'],
  [5, 'critical'],
  [6, 'critical'],
])
