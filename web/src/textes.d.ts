declare module "virtual:textes/*" {
  import type fr from "../textes/fr.json";
  const sections: Partial<typeof fr>;
  export default sections;
}

// Said by the build: the page of the box carries nothing of what the reader on disk needs.
declare const SUR_DISQUE: boolean;

// pdf.js ships the types of its page's side only.
declare module "pdfjs-dist/build/pdf.worker.mjs" {
  export const WorkerMessageHandler: unknown;
}
