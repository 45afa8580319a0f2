import { type FormEvent, useId, useState } from 'react'
import { put } from '../api/client.ts'
import { useWords } from '../words/use-words.ts'
import { type Role, roles, type SignInSettings, useHouseChange } from './house-api.ts'
import { HouseFailure } from './house-failure.tsx'
import { namesIn } from './post.ts'

interface Mapping {
  readonly key: number
  readonly group: string
  readonly role: Role
  readonly departments: string
}

interface ProviderFormProps {
  readonly provider: SignInSettings['provider']
  done(): void
}

export function ProviderForm({ provider, done }: ProviderFormProps) {
  const { t } = useWords()
  const [name, setName] = useState(provider?.name ?? '')
  const [issuer, setIssuer] = useState(provider?.issuer ?? '')
  const [clientId, setClientId] = useState(provider?.clientId ?? '')
  const [secret, setSecret] = useState('')
  const [groupsClaim, setGroupsClaim] = useState(provider?.groupsClaim ?? 'groups')
  const [autoCreate, setAutoCreate] = useState(provider?.autoCreate ?? false)
  const [mappings, setMappings] = useState<readonly Mapping[]>(() =>
    (provider?.groups ?? []).map(({ group, role, departments }, key) => ({
      key,
      group,
      role: roles.find((known) => known === role) ?? 'viewer',
      departments: departments.join(', '),
    })),
  )
  const save = useHouseChange(
    () =>
      put('/settings/sign-in/provider', {
        name: name.trim(),
        issuer: issuer.trim(),
        clientId: clientId.trim(),
        groupsClaim: groupsClaim.trim(),
        autoCreate,
        groups: mappings.map(({ group, role, departments }) => ({ group, role, departments: namesIn(departments) })),
        ...(secret === '' ? {} : { secret }),
      }),
    done,
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(undefined)
  }
  const add = () => {
    const key = Math.max(-1, ...mappings.map((one) => one.key)) + 1
    setMappings([...mappings, { key, group: '', role: 'viewer', departments: '' }])
  }
  return (
    <form className="panel" aria-label={t('signIns.provider')} onSubmit={submit}>
      <Field label={t('signIns.name')} hint={t('signIns.nameHint')} value={name} set={setName} />
      <Field label={t('signIns.issuer')} hint={t('signIns.issuerHint')} value={issuer} set={setIssuer} />
      <Field label={t('signIns.clientId')} value={clientId} set={setClientId} />
      <Field
        label={t('signIns.secret')}
        hint={provider?.hasSecret === true ? t('signIns.secretKept') : t('signIns.secretHint')}
        value={secret}
        set={setSecret}
        kind="password"
        optional
      />
      <Field label={t('signIns.claim')} hint={t('signIns.claimHint')} value={groupsClaim} set={setGroupsClaim} />
      <p className="soft">{t('signIns.groupsSay')}</p>
      {mappings.map((mapping) => (
        <MappingFields
          key={mapping.key}
          mapping={mapping}
          set={(to) => setMappings(mappings.map((one) => (one.key === to.key ? to : one)))}
          drop={() => setMappings(mappings.filter((one) => one.key !== mapping.key))}
        />
      ))}
      <div className="acts">
        <button type="button" className="small" onClick={add}>
          {t('signIns.addGroup')}
        </button>
      </div>
      <label className="tick">
        <input type="checkbox" checked={autoCreate} onChange={({ target }) => setAutoCreate(target.checked)} />{' '}
        {t('signIns.autoCreate')}
      </label>
      <HouseFailure error={save.error} />
      <div className="acts">
        <button type="submit" className="primary" aria-busy={save.isPending}>
          {t('house.save')}
        </button>
        <button type="button" className="quiet" onClick={done}>
          {t('account.cancel')}
        </button>
      </div>
    </form>
  )
}

interface MappingFieldsProps {
  readonly mapping: Mapping
  set(to: Mapping): void
  drop(): void
}

function MappingFields({ mapping, set, drop }: MappingFieldsProps) {
  const { t } = useWords()
  const id = useId()
  return (
    <fieldset className="mapping" aria-label={t('signIns.groupOf', { name: mapping.group })}>
      <Field label={t('signIns.group')} value={mapping.group} set={(group) => set({ ...mapping, group })} />
      <div className="field">
        <label htmlFor={id}>{t('house.role')}</label>
        <select id={id} value={mapping.role} onChange={({ target }) => set({ ...mapping, role: target.value as Role })}>
          {roles.map((role) => (
            <option key={role} value={role}>
              {t(`role.${role}`)}
            </option>
          ))}
        </select>
      </div>
      <Field
        label={t('house.departments')}
        hint={t('signIns.departmentsHint')}
        value={mapping.departments}
        set={(departments) => set({ ...mapping, departments })}
        optional
      />
      <div className="acts">
        <button type="button" className="small" onClick={drop}>
          {t('signIns.dropGroup')}
        </button>
      </div>
    </fieldset>
  )
}

interface FieldProps {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly kind?: 'text' | 'password'
  readonly optional?: true
  set(value: string): void
}

function Field({ label, hint, value, kind = 'text', optional, set }: FieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
      <input
        id={id}
        type={kind}
        value={value}
        required={optional !== true}
        maxLength={4096}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck="false"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={({ target }) => set(target.value)}
      />
    </div>
  )
}
