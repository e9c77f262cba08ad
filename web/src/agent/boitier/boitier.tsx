// The box's own state, for whoever looks after it: what is wrong first, each with its remedy.
import boitierTextes from "virtual:textes/boitier";
import { useEffect, useState } from "preact/hooks";
import type { Boitier as Lu } from "../../api.gen";
import { lireBoitier } from "../../commun/api_acces";
import { Alerte } from "../../commun/composants/Alerte";
import { Bouton } from "../../commun/composants/Bouton";
import { Etat } from "../../commun/composants/Etat";
import { Titre } from "../../commun/composants/Titre";
import { dateIso } from "../../commun/format";
import { chargerTextes, messageErreur, t, type Cle } from "../../commun/i18n";

chargerTextes(boitierTextes);

interface Point {
  titre: Cle;
  bon: boolean;
  detail: string;
  remede: Cle;
}

const giga = 2 ** 30;

function points(lu: Lu): Point[] {
  const libre = (lu.libre / giga).toFixed(1).replace(".", ",");
  return [
    {
      titre: "boitier.service",
      bon: lu.pret,
      detail: t(lu.pret ? "boitier.service_bon" : "boitier.service_mauvais"),
      remede: "boitier.service_remede",
    },
    {
      titre: "boitier.base",
      bon: lu.base,
      detail: t(lu.base ? "boitier.base_bon" : "boitier.base_mauvais"),
      remede: "boitier.base_remede",
    },
    {
      titre: "boitier.disque",
      bon: lu.libre >= giga,
      detail: t("boitier.disque_libre", { libre }),
      remede: "boitier.disque_remede",
    },
    {
      titre: "boitier.file",
      bon: lu.en_panne === 0,
      detail: `${t("boitier.file_attente", { n: lu.a_lire })} ${t("boitier.file_panne", { n: lu.en_panne })}`,
      remede: "boitier.file_remede",
    },
    {
      titre: "boitier.signataires",
      bon: !lu.signataires.perimes,
      detail: t("boitier.signataires_du", { date: dateIso(lu.signataires.date) }),
      remede: "boitier.signataires_remede",
    },
  ];
}

export function Boitier() {
  const [lu, poser] = useState<Lu>();
  const [code, poserCode] = useState<string>();
  const relire = () =>
    void lireBoitier().then((issue) => {
      poserCode(issue.ok ? undefined : issue.code);
      if (issue.ok) poser(issue.value);
    });
  useEffect(relire, []);
  const tous = lu ? points(lu) : [];
  return (
    <>
      <Titre>{t("agent.boitier")}</Titre>
      <p>{t("boitier.intro")}</p>
      {code && (
        <Alerte genre="erreur">
          <p>{messageErreur(code)}</p>
        </Alerte>
      )}
      {!lu && !code && (
        <p class="attente" role="status">
          {t("commun.chargement")}
        </p>
      )}
      <ul class="equipe">
        {[...tous.filter(({ bon }) => !bon), ...tous.filter(({ bon }) => bon)].map(({ titre, bon, detail, remede }) => (
          <li key={titre} class="carte">
            <div class="equipe-qui">
              <strong>{t(titre)}</strong>
              <Etat ton={bon ? "bon" : "refus"}>{t(bon ? "boitier.bon" : "boitier.a_voir")}</Etat>
            </div>
            <p class="discret">{detail}</p>
            {!bon && <p>{t(remede)}</p>}
          </li>
        ))}
      </ul>
      {lu && <p class="discret">{t("boitier.version", { version: lu.version })}</p>}
      <Bouton genre="second" onClick={relire}>
        {t("boitier.relire")}
      </Bouton>
    </>
  );
}
