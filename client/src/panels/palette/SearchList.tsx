import { Combobox, useCombobox } from "@mantine/core"
import { Children, type ReactNode, useLayoutEffect } from "react"
import { Icon, type IconName } from "../../parts/Icon.tsx"
import css from "./Palette.module.css"
import "@mantine/core/styles/Combobox.layer.css"

interface Props {
  icon: IconName
  placeholder: string
  /** Accessible name of the options. */
  label: string
  typed: string
  onType(typed: string): void
  /** Called with the value of an option. */
  onChoose(value: string): void
  /** The options that match what was typed. */
  children: ReactNode
}

/** A search field above a list of options, used with the keyboard or the mouse. */
export function SearchList({ icon, placeholder, label, typed, onType, onChoose, children }: Props) {
  const combobox = useCombobox({ opened: true })
  const count = Children.count(children)
  // Before the next key: Enter right after the last letter chooses the first option. Options may also come after it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the combobox is another object each time
  useLayoutEffect(() => void combobox.selectFirstOption(), [typed, count])
  return (
    <Combobox store={combobox} onOptionSubmit={onChoose} withinPortal={false}>
      <Combobox.EventsTarget>
        <div className={css.search}>
          <Icon name={icon} />
          <input
            data-autofocus
            value={typed}
            placeholder={placeholder}
            aria-label={placeholder}
            onChange={(event) => onType(event.target.value)}
          />
        </div>
      </Combobox.EventsTarget>
      <Combobox.Options className={css.options ?? ""} tabIndex={0} aria-label={label}>
        {children}
      </Combobox.Options>
    </Combobox>
  )
}

export function SearchOption({ value, text, aside }: { value: string; text: string; aside: ReactNode }) {
  return (
    <Combobox.Option value={value} className={css.option ?? ""}>
      <span>{text}</span>
      {aside && <span className="quiet">{aside}</span>}
    </Combobox.Option>
  )
}
