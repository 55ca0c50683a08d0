/* OpenSSL's headers beside base/error.h: both have an ERR_STATE, and OpenSSL's (a type that nothing
   here uses) gives way. Included before any header of ours. */
#ifndef MEGURI_NET_OPENSSL_H
#define MEGURI_NET_OPENSSL_H

#define ERR_STATE OPENSSL_ERR_STATE
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#undef ERR_STATE

#endif
