import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"
import { viteSingleFile } from "vite-plugin-singlefile"

/** The page as one file that plays the recording embedded in it, without a server. */
export default defineConfig({
  plugins: [react(), viteSingleFile({ removeViteModuleLoader: true })],
  build: { outDir: "../dist/standalone", emptyOutDir: true, target: "es2023", modulePreload: { polyfill: false } },
})
