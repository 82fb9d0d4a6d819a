import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core"
import { Shell } from "./panels/shell/Shell.tsx"
import { SessionContext } from "./store/hooks.ts"
import type { Session } from "./store/session.ts"
import { mantineVariables, theme } from "./theme/mantine.ts"

const colorSchemes = localStorageColorSchemeManager({ key: "forkscope.theme" })

export function App({ session }: { session: Session }) {
  return (
    <SessionContext value={session}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={mantineVariables}
        colorSchemeManager={colorSchemes}
        defaultColorScheme="auto"
      >
        <Shell />
      </MantineProvider>
    </SessionContext>
  )
}
