package studio.atelier.auth.initdata;

/** One of the two ways to verify that Telegram signed an initData for our bot. */
interface InitDataSignatureCheck {

    /**
     * Checks the signature and returns the signed text.
     *
     * @return the signed text, in Telegram's canonical form
     * @throws InitDataException.InitDataMalformed if the signature is missing
     * @throws InitDataException.InitDataSignatureInvalid if it does not match
     */
    String signedContent(InitDataForm form);
}
