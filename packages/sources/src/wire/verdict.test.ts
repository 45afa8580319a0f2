import { describe, expect, test } from 'vitest'
import { decodeOne } from '../decode.fixture.ts'

const verdictOf = (id: string, record: object | string) =>
  decodeOne(id, typeof record === 'string' ? record : JSON.stringify(record)).verdict

describe.each([
  [
    'suricata',
    {
      event_type: 'alert',
      flow_id: 1,
      src_ip: '198.51.100.7',
      alert: {
        signature_id: 2019401,
        rev: 3,
        signature: 'ET EXPLOIT x',
        severity: 1,
        action: 'blocked',
        metadata: { mitre_technique_id: ['T1190'] },
      },
    },
    {
      tool: 'Suricata',
      rule: '2019401',
      version: '3',
      title: 'ET EXPLOIT x',
      severity: 'high',
      techniques: ['T1190'],
      stopped: true,
    },
  ],
  [
    'wazuh',
    {
      timestamp: '2026-11-20T10:00:00Z',
      rule: { id: '5712', level: 10, description: 'sshd: brute force', mitre: { id: ['T1110'] } },
      decoder: { name: 'sshd' },
      agent: { name: 'srv-01' },
    },
    { tool: 'Wazuh', rule: '5712', title: 'sshd: brute force', severity: 'medium', techniques: ['T1110'] },
  ],
  [
    'defender',
    {
      id: 'a',
      providerAlertId: 'p',
      detectionSource: 'antivirus',
      detectorId: 'd-1',
      title: 'Ransomware prevented',
      severity: 'high',
      status: 'new',
      mitreTechniques: ['T1486'],
      evidence: [{ deviceDnsName: 'pc-01.ville.example' }],
    },
    { tool: 'Microsoft Defender', rule: 'd-1', title: 'Ransomware prevented', severity: 'high', techniques: ['T1486'] },
  ],
  [
    'defender',
    {
      time: '2026-11-20T10:00:00Z',
      category: 'AdvancedHunting-AlertInfo',
      properties: { Title: 'Odd sign-in', Severity: 'Medium', AttackTechniques: '["Valid Accounts (T1078)"]' },
    },
    { tool: 'Microsoft Defender', title: 'Odd sign-in', severity: 'medium', techniques: ['T1078'] },
  ],
  [
    'crowdstrike',
    {
      metadata: { eventType: 'EppDetectionSummaryEvent', eventCreationTime: 1795168800000 },
      event: {
        Name: 'Credential dumping',
        SeverityName: 'Critical',
        PatternId: 41002,
        ComputerName: 'PC-01',
        MitreAttack: [{ TechniqueID: 'T1003.001' }],
        PatternDispositionDescription: 'Prevention, process was killed.',
      },
    },
    { tool: 'CrowdStrike Falcon', rule: '41002', severity: 'critical', techniques: ['T1003.001'], stopped: true },
  ],
  [
    'modsecurity',
    {
      transaction: {
        client_ip: '198.51.100.7',
        request: { method: 'GET', uri: '/?id=1' },
        response: { http_code: 403 },
        messages: [
          { message: 'SQL Injection Attack', details: { ruleId: '942100', severity: '2' } },
          { message: 'Inbound Anomaly Score Exceeded', details: { ruleId: '949110', severity: '0' } },
        ],
      },
    },
    {
      tool: 'ModSecurity',
      rule: '942100',
      title: 'SQL Injection Attack',
      severity: 'medium',
      techniques: ['T1190'],
      stopped: true,
    },
  ],
  [
    'zeek',
    {
      _path: 'notice',
      ts: 1795168800,
      note: 'Scan::Port_Scan',
      msg: '198.51.100.7 scanned 40 ports',
      src: '198.51.100.7',
      actions: ['Notice::ACTION_LOG'],
    },
    { tool: 'Zeek', rule: 'Scan::Port_Scan', severity: 'medium', techniques: ['T1046'] },
  ],
  [
    'stormshield',
    'id=firewall time="2026-11-20 10:00:01" fw="sns-01" tz=+0100 pri=1 src=198.51.100.7 action=pass msg="SQL injection" alarmid=85 logtype="alarm"',
    { tool: 'Stormshield', rule: '85', title: 'SQL injection', severity: 'high' },
  ],
  [
    'fortigate',
    'date=2026-11-20 time=10:00:00 devid="F" logid="0419016384" type="utm" subtype="ips" severity="critical" srcip=198.51.100.7 attack="Log4j" attackid=51006 action="detected"',
    { tool: 'FortiGate', rule: '51006', title: 'Log4j', severity: 'critical' },
  ],
  [
    'json',
    {
      '@timestamp': '2026-11-20T10:00:00Z',
      event: { kind: 'alert', module: 'sentinel' },
      rule: { id: 'r1', name: 'Mass rename' },
      severity: 'high',
      host: { name: 'pc-01' },
      threat: { technique: { id: ['T1486'] } },
    },
    { tool: 'sentinel', rule: 'r1', title: 'Mass rename', severity: 'high', techniques: ['T1486'] },
  ],
  [
    'json',
    { class_uid: 2004, severity_id: 5, metadata: { product: { name: 'EDR' } }, finding_info: { title: 'Found' } },
    { tool: 'EDR', rule: 'Found', severity: 'critical' },
  ],
] as const)('%s', (id, record, expected) => {
  test('states what the tool found', () => {
    expect(verdictOf(id, record)).toMatchObject(expected)
  })
})

test.each([
  ['suricata', { event_type: 'flow', flow_id: 1, src_ip: '192.0.2.1' }],
  ['defender', { providerAlertId: 'p', detectionSource: 'x', title: 'T', severity: 'high', status: 'resolved' }],
  ['zeek', { _path: 'conn', ts: 1, note: 'x' }],
  ['json', { message: 'severity high' }],
  ['stormshield', 'id=firewall time="2026-11-20 10:00:00" fw="s" pri=5 action=block logtype="filter"'],
] as const)('%s: what is no alert states nothing', (id, record) => {
  expect(verdictOf(id, record)).toBeUndefined()
})

test('a verdict stays within its bounds', () => {
  const alert = { signature_id: 'i'.repeat(5000), signature: '\u{1f514}'.repeat(5000), severity: 2 }
  const verdict = verdictOf('suricata', { event_type: 'alert', flow_id: 1, alert })
  expect(verdict?.title.length).toBeLessThanOrEqual(300)
  expect(verdict?.title.endsWith('\u{1f514}')).toBe(true)
  expect(verdict?.rule.length).toBe(128)
})

test('inside an envelope an alert is one as well', () => {
  const event = { event_type: 'alert', flow_id: 1, alert: { signature: 'x', signature_id: 1, severity: 1 } }
  expect(verdictOf('hec', { event })).toMatchObject({ tool: 'Suricata' })
  expect(verdictOf('syslog', `<134>Nov 20 10:00:00 ids-01 suricata[1]: ${JSON.stringify(event)}`)).toMatchObject({
    rule: '1',
  })
})
