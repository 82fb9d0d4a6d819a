import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core"
import type { ReactNode } from "react"
import { Boundary } from "./panels/shell/Boundary.tsx"
import { Shell } from "./panels/shell/Shell.tsx"
import { SessionContext } from "./store/hooks.ts"
import type { Session } from "./store/session.ts"
import { mantineVariables, theme } from "./theme/mantine.ts"

const colorSchemes = localStorageColorSchemeManager({ key: "forkscope.theme" })

export function App({ session }: { session: Session }) {
  return (
    <Surroundings session={session}>
      <Boundary>
        <Shell />
      </Boundary>
    </Surroundings>
  )
}

/** The providers that every part of the page needs: session and theme. */
export function Surroundings({ session, children }: { session: Session; children: ReactNode }) {
  return (
    <SessionContext value={session}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={mantineVariables}
        colorSchemeManager={colorSchemes}
        defaultColorScheme="auto"
      >
        {children}
      </MantineProvider>
    </SessionContext>
  )
}
