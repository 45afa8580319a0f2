import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { formOf, type ListForm, listForms, readList } from '../read-list.ts'

const read = (form: ListForm, text: string) => {
  expect(formOf('list', text)).toBe(form)
  const listed = readList(form, text, {})
  if (!listed.ok) throw new Error(listed.error.reason)
  expect(listed.value.refused).toEqual([])
  return listed.value.assets
}

describe('what other tools keep', () => {
  test('leases of ISC dhcpd: the last of an address holds, and what was freed is left out', () => {
    const lease = (ip: string, mac: string, state: string, host: string) =>
      `lease ${ip} {\n  starts 4 2026/11/19 08:00:00;\n  binding state ${state};\n  hardware ethernet ${mac};\n  client-hostname "${host}";\n}\n`
    const text = `# dhcpd\n${lease('10.1.0.5', '02:00:00:00:00:01', 'active', 'old')}${lease('10.1.0.5', '02:00:00:00:00:02', 'active', 'cam-12')}${lease('10.1.0.6', '02:00:00:00:00:03', 'free', 'gone')}`
    expect(read('dhcp-leases', text)).toMatchObject([
      {
        line: 8,
        identifiers: [
          { scheme: 'ip', value: '10.1.0.5' },
          { scheme: 'mac', value: '02:00:00:00:00:02' },
          { scheme: 'host', value: 'cam-12' },
        ],
      },
    ])
  })

  test('leases of dnsmasq and of Kea', () => {
    const dnsmasq =
      '1795430000 02:00:00:00:00:01 10.1.0.7 printer-3 01:02:00:00:00:00:01\n1795430000 02:00:00:00:00:02 10.1.0.8 * *\n'
    expect(read('dhcp-leases', dnsmasq).map(({ identifiers }) => identifiers.length)).toEqual([3, 2])
    const kea =
      'address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context\n' +
      '10.1.0.9,02:00:00:00:00:09,,3600,1795430000,1,0,0,kiosk,0,\n10.1.0.10,02:00:00:00:00:0a,,3600,1795430000,1,0,0,bad,1,\n'
    expect(read('dhcp-leases', kea).map(({ identifiers }) => identifiers[0]?.value)).toEqual(['10.1.0.9'])
  })

  test('a scan of nmap: hosts that were up, with their names, vendor and open ports', () => {
    const text = `<?xml version="1.0"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap">
<host><status state="up"/><address addr="10.2.0.4" addrtype="ipv4"/><address addr="02:00:00:00:00:04" addrtype="mac" vendor="Invented Works"/>
<hostnames><hostname name="plc-4.example" type="PTR"/></hostnames>
<ports><port protocol="tcp" portid="502"><state state="open"/><service name="modbus"/></port>
<port protocol="tcp" portid="80"><state state="closed"/><service name="http"/></port></ports></host>
<host><status state="down"/><address addr="10.2.0.5" addrtype="ipv4"/></host>
</nmaprun>`
    const [only, ...others] = read('nmap', text)
    expect(others).toEqual([])
    expect(only).toMatchObject({ line: 4, plain: { vendor: 'Invented Works', note: 'open: 502/tcp modbus' } })
    expect(only?.identifiers.map(({ value }) => value)).toEqual(['10.2.0.4', 'plc-4.example', '02:00:00:00:00:04'])
  })

  test('an XML that declares entities expands none of them', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><nmaprun><host><status state="up"/><address addr="&b;" addrtype="ipv4"/></host></nmaprun>`
    expect(readList('nmap', bomb, {})).toMatchObject({
      ok: false,
      error: { reason: expect.stringContaining('not XML') },
    })
  })

  test('devices and virtual machines of NetBox', () => {
    const text = JSON.stringify({
      count: 2,
      results: [
        {
          id: 1,
          name: 'sw-hall-1',
          role: { name: 'Switch' },
          device_type: { model: 'S24', manufacturer: { name: 'Invented Works' } },
          tenant: { name: 'IT' },
          site: { name: 'Town hall' },
          serial: 'S-1',
          asset_tag: 'A-17',
          primary_ip: { address: '10.3.0.2/24' },
          primary_ip4: { address: '10.3.0.2/24' },
          latitude: 48.1,
          longitude: -1.6,
        },
        { id: 2, name: 'vm-1', vcpus: 2, role: null, primary_ip: null },
      ],
    })
    expect(read('netbox', text)).toMatchObject([
      {
        name: 'sw-hall-1',
        kind: 'switch',
        owner: 'IT',
        place: { kind: 'point', at: [-1.6, 48.1] },
        plain: { vendor: 'Invented Works', model: 'S24', address: 'Town hall' },
      },
      { name: 'vm-1', kind: 'server' },
    ])
  })

  test('devices and gateways of ChirpStack', () => {
    const devices = JSON.stringify({
      totalCount: 1,
      result: [{ devEui: '0102030405060708', name: 'level-3', deviceProfileName: 'tank' }],
    })
    expect(read('chirpstack', devices)).toMatchObject([
      { name: 'level-3', kind: 'sensor', identifiers: [{ scheme: 'dev-eui', value: '0102030405060708' }] },
    ])
    const gateways = JSON.stringify({
      result: [{ gatewayId: 'aa02030405060708', name: 'roof', location: { latitude: 48.1, longitude: -1.6 } }],
    })
    expect(read('chirpstack', gateways)).toMatchObject([{ kind: 'lorawan-gateway', place: { at: [-1.6, 48.1] } }])
  })

  test('entities of an NGSI-LD broker, normalised and simplified', () => {
    const text = JSON.stringify([
      {
        id: 'urn:ngsi-ld:Streetlight:12',
        type: 'Streetlight',
        name: { type: 'Property', value: 'Lantern 12' },
        location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [-1.6, 48.1] } },
        serialNumber: { type: 'Property', value: 'SN-12' },
      },
      {
        id: 'urn:ngsi-ld:Device:7',
        type: 'Device',
        ipAddress: ['10.4.0.7'],
        location: { type: 'Point', coordinates: [-1.61, 48.1] },
      },
    ])
    expect(read('ngsi-ld', text)).toMatchObject([
      { id: 'urn:ngsi-ld:Streetlight:12', name: 'Lantern 12', place: { at: [-1.6, 48.1] } },
      { name: '7', identifiers: [{ scheme: 'ip', value: '10.4.0.7' }] },
    ])
  })

  test('computers of a directory, over folded lines and Base64; people are left', () => {
    const text = [
      'version: 1',
      '',
      'dn: CN=SRV-1,OU=Servers,DC=example',
      'objectClass: top',
      'objectClass: computer',
      'cn: SRV-1',
      'dNSHostName: srv-1.exam',
      ' ple',
      'operatingSystem: Windows Server 2022',
      `description:: ${Buffer.from('Fichiers de la mairie').toString('base64')}`,
      '',
      'dn: CN=A Person,DC=example',
      'objectClass: user',
      'cn: A Person',
      '',
    ].join('\r\n')
    expect(read('ldif', text)).toMatchObject([
      {
        line: 3,
        name: 'SRV-1',
        kind: 'server',
        identifiers: [{ value: 'srv-1.example' }],
        plain: { note: 'Fichiers de la mairie' },
      },
    ])
  })

  test('what a CycloneDX bill is about, not the software in it', () => {
    const text = JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: {
        component: { type: 'device', name: 'SC-40', version: '4.2.1', supplier: { name: 'Invented Works' } },
      },
      components: [{ type: 'library', name: 'zlib', version: '1.3' }],
    })
    expect(read('cyclonedx', text)).toMatchObject([
      {
        name: 'SC-40',
        plain: { firmware: '4.2.1', vendor: 'Invented Works' },
        bill: { software: [{ name: 'zlib', version: '1.3' }], beyond: 0 },
      },
    ])
  })

  const bill = (components: readonly object[], about: object | undefined = { type: 'firmware', name: 'SC-40' }) =>
    read(
      'cyclonedx',
      JSON.stringify({
        bomFormat: 'CycloneDX',
        ...(about === undefined ? {} : { metadata: { component: about } }),
        components,
      }),
    ).map((one) => (one as { bill?: { software: readonly object[]; beyond: number } }).bill)

  test('the software of a CycloneDX bill with group, CPE and purl, however deep, each once; what is no code is left out', () => {
    const purl = 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1'
    const log4j = { type: 'library', group: 'org.apache.logging.log4j', name: 'log4j-core', version: '2.14.1', purl }
    const app = { type: 'application', name: 'hmi', cpe: 'not a cpe', components: [log4j] }
    expect(bill([app, log4j, { type: 'data', name: 'weights' }, { type: 'library', name: '\u0000' }])).toEqual([
      {
        software: [{ name: 'hmi' }, { name: 'org.apache.logging.log4j/log4j-core', version: '2.14.1', purl }],
        beyond: 0,
      },
    ])
  })

  test('software inside of a device is the device’s, and not of what the bill is about', () => {
    const device = { type: 'device', name: 'radio', components: [{ type: 'firmware', name: 'fw', version: '7' }] }
    expect(bill([device, { type: 'library', name: 'zlib' }])).toEqual([
      { software: [{ name: 'zlib' }], beyond: 0 },
      { software: [{ name: 'fw', version: '7' }], beyond: 0 },
    ])
  })

  test('of a bill of thousands 5,000 components are taken and the others counted', () => {
    const many = Array.from({ length: 6001 }, (_, n) => ({ type: 'library', name: `lib-${n}` }))
    const [found] = bill(many)
    expect([found?.software.length, found?.beyond]).toEqual([5000, 1001])
  })

  test('a list that is none says what to give instead', () => {
    for (const form of listForms) {
      const refused = readList(form, '', {})
      expect(refused.ok ? '' : refused.error.fix).not.toBe('')
    }
  })
})

const fragments = fc.constantFrom(
  '<host>',
  '</host>',
  '<port portid="1">',
  '&x;',
  'lease 1 {',
  '}',
  'dn: a',
  'objectClass: computer',
  ':: =',
  '\n',
  ' ',
  '{"results":[',
  '{"id":"urn:x"',
  ']',
  '"',
  '\u0000',
  '\ud800',
)

property.prop([
  fc.constantFrom(...listForms),
  fc.array(fc.oneof(fragments, fc.string({ maxLength: 20 })), { maxLength: 30 }),
])('any text is a list or is refused with a reason, whatever it is said to be', (form, parts) => {
  const listed = readList(form, parts.join(''), {})
  expect(listed.ok || listed.error.reason.length > 0).toBe(true)
})

property.prop([fc.constantFrom(...listForms), fc.json()])('any JSON is a list or is refused', (form, text) => {
  const listed = readList(form, text, {})
  expect(listed.ok || listed.error.reason.length > 0).toBe(true)
})
