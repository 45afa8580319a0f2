/**
 * Windows events of about 1 kB as NDJSON, the same for the same seed: process starts, image loads, network connections,
 * registry and logons on 400 invented hosts; one in a thousand is an encoded PowerShell command that rules speak about.
 */
export function generator(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 0x1_0000_0000
  }
  const pick = (list) => list[Math.floor(next() * list.length)]
  const hex = (length) => Array.from({ length }, () => pick('0123456789abcdef')).join('')
  // Who starts whom is as usual: what is measured is the ordinary day, with one attack in a thousand events.
  const parents = {
    'svchost.exe': 'services.exe',
    'chrome.exe': 'explorer.exe',
    'teams.exe': 'explorer.exe',
    'notepad.exe': 'explorer.exe',
    'taskhostw.exe': 'svchost.exe',
    'searchindexer.exe': 'services.exe',
  }
  const images = Object.keys(parents)
  const kinds = [
    [1, () => process(false)],
    [
      3,
      () => ({
        Image: path(),
        Protocol: 'tcp',
        SourceIp: ip(),
        SourcePort: port(),
        DestinationIp: ip(),
        DestinationPort: pick([80, 443, 445, 389]),
        Initiated: 'true',
      }),
    ],
    [
      7,
      () => ({
        Image: path(),
        ImageLoaded: `C:\\Windows\\System32\\${pick(['ntdll', 'kernel32', 'crypt32', 'user32'])}.dll`,
        Signed: 'true',
        Signature: 'Microsoft Windows',
        Hashes: `SHA256=${hex(64)}`,
      }),
    ],
    [
      10,
      () => ({
        SourceImage: path(),
        TargetImage: path(),
        GrantedAccess: '0x1000',
        CallTrace: `C:\\Windows\\SYSTEM32\\ntdll.dll+${hex(5)}|C:\\Windows\\System32\\KERNELBASE.dll+${hex(5)}`,
      }),
    ],
    [
      11,
      () => ({
        Image: path(),
        TargetFilename: `C:\\Users\\agent${Math.floor(next() * 900)}\\AppData\\Local\\Temp\\${hex(8)}.tmp`,
      }),
    ],
    [
      13,
      () => ({
        Image: path(),
        EventType: 'SetValue',
        TargetObject: `HKLM\\SOFTWARE\\Vendor\\Product\\Setting${Math.floor(next() * 50)}`,
        Details: 'DWORD (0x00000001)',
      }),
    ],
  ]
  const ip = () => `10.${Math.floor(next() * 40)}.${Math.floor(next() * 250)}.${1 + Math.floor(next() * 250)}`
  const port = () => 1024 + Math.floor(next() * 60000)
  const path = () => `C:\\Windows\\System32\\${pick(images)}`
  const process = (bad) => {
    const image = pick(images)
    return {
      Image: bad ? 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe' : `C:\\Windows\\System32\\${image}`,
      CommandLine: bad
        ? `powershell.exe -nop -w hidden -enc ${hex(120)}`
        : `C:\\Windows\\System32\\${image} -k netsvcs -p -s ${hex(6)}`,
      ParentImage: `C:\\Windows\\${bad ? 'explorer.exe' : `System32\\${parents[image]}`}`,
      ParentCommandLine: `C:\\Windows\\System32\\${parents[image]}`,
      ProcessGuid: `{${hex(8)}-${hex(4)}-${hex(4)}-${hex(12)}}`,
      Hashes: `SHA256=${hex(64)}`,
      IntegrityLevel: 'Medium',
    }
  }

  let record = 0
  return (now) => {
    record++
    const bad = record % 1000 === 0
    const [id, fields] = bad ? [1, () => process(true)] : pick(kinds)
    const event = {
      '@timestamp': new Date(now).toISOString(),
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      SourceName: 'Microsoft-Windows-Sysmon',
      EventID: id,
      Hostname: `poste-${Math.floor(next() * 400)}.port-valmont.example`,
      RecordNumber: record,
      Domain: 'PORT-VALMONT',
      AccountName: 'SYSTEM',
      UserID: 'S-1-5-18',
      ExecutionProcessID: 2400 + (record % 7),
      UtcTime: new Date(now).toISOString().replace('T', ' ').slice(0, 23),
      ProcessId: String(Math.floor(next() * 9000)),
      ...fields(),
    }
    const text = JSON.stringify(event)
    return text.length >= 1000
      ? text
      : JSON.stringify({ ...event, Message: `x${'.'.repeat(Math.max(0, 985 - text.length))}` })
  }
}
