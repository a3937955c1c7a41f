"""The tables of settlement, reconciliation, clearing and files, as `tables` has the others."""

SETLINFO = """
mdtrt_id C30 Y
setl_id C30 Y as C30
psn_no C30 Y as C30
psn_name C50 Y as C50
psn_cert_type C6 Y as C6
certno C50 Y as C50
gend C6
naty C3
brdy D
age N4,1
insutype C6
psn_type C6 Y as C6
cvlserv_flag C3 Y as C3
setl_time DT Y as DT
mdtrt_cert_type C3
med_type C6 Y as C6
medfee_sumamt N16,2 Y
fulamt_ownpay_amt N16,2 Y
overlmt_selfpay N16,2 Y
preselfpay_amt N16,2 Y
inscp_scp_amt N16,2 Y
act_pay_dedc N16,2
hifp_pay N16,2 Y as N16,2
pool_prop_selfpay N5,4 Y as N5,4
cvlserv_pay N16,2 Y as N16,2
hifes_pay N16,2 Y as N16,2
hifmi_pay N16,2 Y as N16,2
hifob_pay N16,2 Y as N16,2
maf_pay N16,2 Y as N16,2
oth_pay N16,2 Y as N16,2
hifdm_pay N16,2
fund_pay_sumamt N16,2 Y
psn_part_amt N16,2 Y as N16,2
acct_pay N16,2 Y
psn_cash_pay N16,2 Y
hosp_part_amt N16,2 Y as N16,2
balc N16,2 Y as N16,2
acct_mulaid_pay N16,2 Y as N16,2
medins_setl_id C30 Y as C30
clr_optins C6
clr_way C6
clr_type C6 Y as C6
exp_content C4000
"""

SETLDETAIL = """
fund_pay_type C6 Y
inscp_scp_amt N16,2 Y as N16,2
crt_payb_lmt_amt N16,2 Y as N16,2
fund_payamt N16,2 Y as N16,2
fund_pay_type_name C200
setl_proc_info C4000
"""

TOTAL = """
insutype C6 Y
clr_type C6 Y
setl_optins C6 Y
stmt_begndate D Y
stmt_enddate D Y
medfee_sumamt N16,2 Y
fund_pay_sumamt N16,2 Y
acct_pay N16,2 Y
fixmedins_setl_cnt N10 Y
refd_setl_flag C3
"""

STATEMENT_INFO = """
setl_optins C6
stmt_rslt C6 Y
stmt_rslt_dscr C200
"""

DETAIL = """
setl_optins C6 Y
file_qury_no C30 Y
stmt_begndate D Y
stmt_enddate D Y
medfee_sumamt N16,2 Y
fund_pay_sumamt N16,2 Y
cash_payamt N16,2 Y
fixmedins_setl_cnt N10 Y
clr_type C6
refd_setl_flag C3
"""

RESULT_FILE = """
file_qury_no C30 Y
filename C200 Y
dld_endtime DT Y as DT
"""

CLEARING = """
clr_type C6 Y
clr_way C6
setlym C6 Y
psntime N6 Y
medfee_sumamt N16,2 Y
med_sumfee N16,2 Y
fund_appy_sum N16,2 Y
cash_payamt N16,2 Y
acct_pay N16,2 Y
begndate D Y
enddate D Y
"""

REFERRAL = """
psn_no C30 Y
insutype C6 Y
tel C50
addr C200
insu_optins C6
diag_code C20 Y
diag_name C100 Y
dise_cond_dscr C2000
reflin_medins_no C12 Y
reflin_medins_name C200 Y
mdtrtarea_admdvs C6 Y
hosp_agre_refl_flag C3
refl_type C3 Y
refl_date D Y
refl_rea C1000 Y
refl_opnn C1000 Y
begndate D
enddate D
refl_used_flag C3
"""

CHRONIC = """
opsp_dise_code C30 Y
opsp_dise_name C300
begndate D
enddate D
"""

SPLIT_ROW = """
seqno N10 Y
mdtrtarea C6 Y
medins_no C30 Y
certno C50 Y as C50
mdtrt_id C30 Y
mdtrt_setl_time DT Y
setl_sn C30 Y
fulamt_advpay_flag C3 Y
medfee_sumamt N16,2 Y
optins_pay_sumamt N16,2 Y
"""

CONFIRMATION = """
certno C50
mdtrt_id C30 Y
mdtrt_setl_time DT Y
setl_sn C30 Y
medfee_sumamt N16,2 Y
optins_pay_sumamt N16,2 Y
cnfm_flag C3 Y
"""

UPLOAD = """
in B Y
filename C200 Y
fixmedins_code C30 Y
"""

DOWNLOAD = """
file_qury_no C30 Y
filename C200 Y
fixmedins_code C30 Y
"""
