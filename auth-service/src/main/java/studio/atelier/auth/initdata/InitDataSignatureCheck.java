package studio.atelier.auth.initdata;

/** One of the two ways to prove that Telegram wrote an initData for our bot. */
interface InitDataSignatureCheck {

    /**
     * Checks the form and returns what was signed.
     *
     * @return the signed text, in Telegram's canonical form
     * @throws InitDataException.InitDataMalformed if the proof is missing
     * @throws InitDataException.InitDataSignatureInvalid if it does not hold
     */
    String signedContent(InitDataForm form);
}
