// Sends one file by tus in small slices, and goes on where it stopped when the network comes back.
// The library is fetched by the first upload only: no screen waits for it.
import { adresseEnvois, echec, reussite, type Outcome } from "./api";

export const tranche = 256 * 1024;
const attentes = [500, 1000, 2000, 4000, 8000, 15_000, 30_000, 30_000];

export interface SuiviEnvoi {
  avancement?: (envoyes: number, total: number) => void;
  // "attente": no network, it will go on by itself.
  etat?: (etat: "envoi" | "attente") => void;
  signal?: AbortSignal;
  // Where the box keeps it, told as soon as it is known; given back, the upload goes on from there, or anew if it is gone.
  ouvert?: (adresse: string) => void;
  adresse?: string | undefined;
}

// The value is the upload's id, to hand to deposerPiece or deposerPli.
export async function envoyer(
  volet: string,
  contenu: Blob,
  classe: "lisible" | "scelle",
  suivi: SuiviEnvoi = {},
): Promise<Outcome<string>> {
  const { Upload, DetailedError } = await import("tus-js-client");
  return new Promise((finir) => {
    const fini = (issue: Outcome<string>) => {
      removeEventListener("online", reprendre);
      removeEventListener("offline", couper);
      suivi.signal?.removeEventListener("abort", abandonner);
      finir(issue);
    };
    const envoi = new Upload(contenu, {
      endpoint: adresseEnvois(volet),
      chunkSize: tranche,
      retryDelays: attentes,
      metadata: { classe },
      headers: { "X-DSCO": "1" },
      // Nothing of an upload stays in the browser: on a shared phone its address would outlive the visit.
      storeFingerprintForResuming: false,
      removeFingerprintOnSuccess: true,
      onShouldRetry: (erreur) => {
        const statut = (erreur as InstanceType<typeof DetailedError>).originalResponse?.getStatus() ?? 0;
        return statut === 0 || statut === 409 || statut === 423 || statut >= 500;
      },
      uploadUrl: suivi.adresse ?? null,
      onUploadUrlAvailable: () => envoi.url && suivi.ouvert?.(envoi.url),
      onProgress: (envoyes, total) => suivi.avancement?.(envoyes, total),
      onSuccess: () => {
        const id = idDe(envoi.url);
        fini(id ? reussite(id) : echec("reponse_inattendue"));
      },
      onError: (erreur) => {
        // Given up for want of network: wait for it, however long; the box keeps the slices for a day.
        if (!navigator.onLine) return attendre();
        fini(echec(codeDe(erreur)));
      },
    });
    const attendre = () => {
      suivi.etat?.("attente");
    };
    const couper = () => {
      void envoi.abort();
      attendre();
    };
    const reprendre = () => {
      suivi.etat?.("envoi");
      envoi.start();
    };
    const abandonner = () => {
      void envoi.abort(envoi.url !== null).catch(() => undefined);
      fini(echec("envoi_interrompu"));
    };
    addEventListener("online", reprendre);
    addEventListener("offline", couper);
    suivi.signal?.addEventListener("abort", abandonner);
    if (suivi.signal?.aborted) return abandonner();
    if (navigator.onLine) reprendre();
    else attendre();
  });
}

export function idDe(adresse: string | null): string | undefined {
  return adresse?.match(/\/envois\/([0-9a-f]{32})$/)?.[1];
}

function codeDe(erreur: unknown): string {
  const reponse = (erreur as { originalResponse?: { getBody(): string } | null }).originalResponse;
  if (!reponse) return "envoi_interrompu";
  try {
    const lu: unknown = JSON.parse(reponse.getBody());
    const code = (lu as { code?: unknown } | null)?.code;
    if (typeof code === "string") return code;
  } catch {
    // not a Problem: a proxy answered
  }
  return "envoi_interrompu";
}
