import { useId, useState } from 'react'
import { put } from '../api/client.ts'
import { HouseFailure } from '../house/house-failure.tsx'
import { useWords } from '../words/use-words.ts'
import { type HouseDays, personalClasses, type SourceSetting, useSettingsChange } from './settings-api.ts'

interface SourceFormProps {
  readonly setting: SourceSetting
  readonly house: HouseDays | undefined
  readonly known: readonly string[]
  /** Absent where the form always stands there. */
  readonly done?: () => void
}

/** Decides about one source, whole; a field that is left empty is as the house has it. */
export function SourceForm({ setting, house, known, done }: SourceFormProps) {
  const { t } = useWords()
  const id = useId()
  const { source } = setting
  const [department, setDepartment] = useState(setting.department ?? '')
  const [rawDays, setRawDays] = useState(textOf(setting.rawDays))
  const [columnDays, setColumnDays] = useState(textOf(setting.columnDays))
  const [personal, setPersonal] = useState(setting.personal)
  const save = useSettingsChange(
    () =>
      put<SourceSetting>(`/sources/${encodeURIComponent(source)}/settings`, {
        department: department.trim() === '' ? null : department.trim(),
        rawDays: daysOf(rawDays),
        columnDays: daysOf(columnDays),
        personal,
      }),
    done,
  )
  // What is over goes within the hour, and does not come back.
  const shorter =
    isShorter(rawDays, setting.rawDays ?? house?.rawDays) ||
    isShorter(columnDays, setting.columnDays ?? house?.columnDays)
  return (
    <form
      className="panel"
      aria-label={t('sourceSettings.changeIt', { source })}
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(undefined)
      }}
    >
      <div className="field">
        <label htmlFor={`${id}-department`}>{t('sourceSettings.department')}</label>
        <small id={`${id}-department-hint`}>{t('sourceSettings.departmentHint')}</small>
        <input
          id={`${id}-department`}
          list={`${id}-known`}
          value={department}
          maxLength={64}
          autoComplete="off"
          aria-describedby={`${id}-department-hint`}
          onChange={({ target }) => setDepartment(target.value)}
        />
        <datalist id={`${id}-known`}>
          {known.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </div>
      <div className="pair">
        <DaysField
          id={`${id}-raw`}
          label={t('sourceSettings.rawDays')}
          hint={t('sourceSettings.rawHint')}
          value={rawDays}
          house={house?.rawDays}
          set={setRawDays}
        />
        <DaysField
          id={`${id}-columns`}
          label={t('sourceSettings.columnDays')}
          hint={t('sourceSettings.columnHint')}
          value={columnDays}
          house={house?.columnDays}
          set={setColumnDays}
        />
      </div>
      <fieldset className="choices">
        <legend>{t('sourceSettings.personal')}</legend>
        {personalClasses.map((one) => (
          <label key={one} className="tick">
            <input type="radio" name={`${id}-personal`} checked={personal === one} onChange={() => setPersonal(one)} />{' '}
            <span>
              {t(`personal.${one}`)} <small className="faint">{t(`personalSays.${one}`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {shorter && (
        <p className="warn" role="status">
          {t('sourceSettings.shorter')}
        </p>
      )}
      <HouseFailure error={save.error} />
      <div className="acts">
        <button type="submit" className="primary" aria-busy={save.isPending}>
          {t('sourceSettings.save')}
        </button>
        {done === undefined ? (
          <span role="status" className="soft">
            {save.isSuccess && t('oneSource.keptData')}
          </span>
        ) : (
          <button type="button" className="quiet" onClick={done}>
            {t('account.cancel')}
          </button>
        )}
      </div>
    </form>
  )
}

interface DaysFieldProps {
  readonly id: string
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly house: number | undefined
  set(value: string): void
}

function DaysField({ id, label, hint, value, house, set }: DaysFieldProps) {
  const { t } = useWords()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <small id={`${id}-hint`}>{hint}</small>
      <input
        id={id}
        type="number"
        inputMode="numeric"
        min={1}
        max={3650}
        step={1}
        value={value}
        placeholder={
          house === undefined ? t('sourceSettings.asHouse') : t('sourceSettings.daysHouse', { count: house })
        }
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => set(target.value)}
      />
    </div>
  )
}

function textOf(days: number | null): string {
  return days === null ? '' : String(days)
}

function daysOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text)
}

function isShorter(text: string, before: number | undefined): boolean {
  const days = daysOf(text)
  return days !== null && before !== undefined && days < before
}
